package org.mailbay.itests.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.endtoend.Programs;
import org.mailbay.itests.server.Server;
import org.mailbay.itests.sync.Side.Message;

/**
 * Two accounts, one here and one on Dovecot, are made equal by mbsync, in both directions, again and again: new mail, flags and deletions of
 * both sides. What each then holds is compared with what it must hold, every byte, flag and date.
 *
 * <p>{@code -Dsync.messages=10000} for more than the usual number, {@code -Dseed=} for the same again.
 */
final class SyncXIT {
    private static final int MESSAGES = Integer.getInteger("sync.messages", 300);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int ROUNDS = 3;

    /** Between the two, one new message of the second, third… round for so many of the first. */
    private static final int FEWER = 10;

    private static final long PATIENCE_MINUTES = 15;
    private static final List<String> FLAGS = List.of("\\Seen", "\\Answered", "\\Flagged", "\\Draft");
    private static final OffsetDateTime BEGIN = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final Random random = new Random(SEED);
    private final Map<String, Message> expected = new HashMap<>();
    private int made;

    @Test
    void bothSidesHoldTheSameByteForByte(@TempDir Path data, @TempDir Path work)
            throws IOException, InterruptedException {
        Programs.need("mbsync");
        System.out.println("seed " + SEED);
        Path open = Files.createTempDirectory(
                "mailbay-dovecot", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (Dovecot dovecot = Dovecot.start(open);
                Server server = Server.start(data, "--demo");
                Side here = new Side(server.port("imap"), "alice@example.test", "demo");
                Side there = new Side(dovecot.port(), Dovecot.USER, Dovecot.PASSWORD)) {
            Path configuration = configure(work, server, dovecot);
            here.create("both");
            here.create("&U,BTFw-/&ZeVnLIqe-");
            there.create("both");
            there.create("\"Entw&APw-rfe & mehr\"".replace("& ", "&- "));
            expected.clear();
            List<Message> ours = make(MESSAGES / 2);
            List<Message> theirs = make(MESSAGES - MESSAGES / 2);
            here.append("both", ours);
            there.append("both", theirs);
            here.append("&U,BTFw-/&ZeVnLIqe-", ours.subList(0, 5));
            long begin = System.nanoTime();
            synchronize(configuration);
            System.out.println(
                    MESSAGES + " messages in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
            compare(here, there);
            for (int round = 0; round < ROUNDS; round++) {
                change(here, there);
                synchronize(configuration);
                compare(here, there);
            }
            Map<Long, Message> before = here.messages("both");
            synchronize(configuration);
            assertThat(here.messages("both")).as("nothing was left to do").isEqualTo(before);
            assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
        }
    }

    private static Path configure(Path work, Server server, Dovecot dovecot) throws IOException {
        return Files.writeString(work.resolve("mbsyncrc"), """
                IMAPAccount mailbay
                Host 127.0.0.1
                Port %d
                User alice@example.test
                Pass demo
                SSLType IMAPS
                CertificateFile %s

                IMAPStore mailbay
                Account mailbay

                IMAPAccount dovecot
                Host 127.0.0.1
                Port %d
                User %s
                Pass %s
                SSLType None
                AuthMechs LOGIN

                IMAPStore dovecot
                Account dovecot

                Channel all
                Far :mailbay:
                Near :dovecot:
                Patterns *
                Create Both
                Expunge Both
                CopyArrivalDate yes
                SyncState %s/
                """.formatted(
                        server.port("imaps"),
                        server.data().resolve("tls/self-signed.crt"),
                        dovecot.port(),
                        Dovecot.USER,
                        Dovecot.PASSWORD,
                        Files.createDirectories(work.resolve("state"))));
    }

    private static void synchronize(Path configuration) throws IOException, InterruptedException {
        Path output = configuration.resolveSibling("output");
        Process process = new ProcessBuilder("mbsync", "-q", "-c", configuration.toString(), "-a")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("mbsync ends").isTrue();
        assertThat(Files.readAllLines(output, StandardCharsets.ISO_8859_1))
                .as("what mbsync says")
                .allMatch(line -> line.endsWith("Password is being sent in the clear"));
        assertThat(process.exitValue()).isZero();
    }

    /** New messages, which are expected from now on. */
    private List<Message> make(int count) {
        return random.ints(count).mapToObj(_ -> make()).toList();
    }

    private Message make() {
        StringBuilder text =
                new StringBuilder("From: a@elsewhere.test\r\nTo: alice@example.test\r\nSubject: =?utf-8?Q?=E2=9C=93?= "
                        + ++made + "\r\nMessage-ID: <" + made + "." + SEED + "@elsewhere.test>\r\n\r\n");
        for (int lines = random.nextInt(60); lines > 0; lines--) {
            switch (random.nextInt(8)) {
                case 0 -> text.append("Gr\u00fc\u00dfe aus \u6e2f\r\n");
                case 1 -> text.append(".\r\n");
                case 2 -> text.append("From here\r\n");
                case 3 -> text.append("x".repeat(random.nextInt(2_000))).append("\r\n");
                case 4 -> text.append(" \t \r\n");
                case 5 -> text.append("Subject: {12}\r\n\r\n");
                default -> text.append(Long.toString(random.nextLong(), 36)).append("\r\n");
            }
        }
        if (random.nextInt(10) == 0) {
            text.append("no end of line");
        }
        String octets = new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Set<String> flags = FLAGS.stream().filter(_ -> random.nextInt(3) == 0).collect(Collectors.toSet());
        Message message = new Message(octets, new TreeSet<>(flags), BEGIN.plusSeconds(random.nextInt(300 * 86_400)));
        expected.put(message.id(), message);
        return message;
    }

    /** Each side does something to messages, in part to the same; a flag that one sets does not go because the other sets another. */
    private void change(Side here, Side there) throws IOException {
        Set<String> removedHere = some(20);
        Set<String> removedThere = some(20);
        removedThere.removeAll(removedHere);
        expected.keySet().removeAll(removedHere);
        expected.keySet().removeAll(removedThere);
        Set<String> flaggedHere = some(5);
        Set<String> answeredThere = some(5);
        Set<String> seenThere = some(10);
        flaggedHere.forEach(id -> expected.computeIfPresent(id, (_, message) -> message.flagged("\\Flagged")));
        answeredThere.forEach(id -> expected.computeIfPresent(id, (_, message) -> message.flagged("\\Answered")));
        seenThere.forEach(id -> expected.computeIfPresent(id, (_, message) -> message.flagged("\\Seen")));
        here.remove("both", removedHere);
        there.remove("both", removedThere);
        here.flag("both", flaggedHere, "\\Flagged");
        there.flag("both", answeredThere, "\\Answered");
        there.flag("both", seenThere, "\\Seen");
        here.append("both", make(MESSAGES / 2 / FEWER));
        there.append("both", make(MESSAGES / 2 / FEWER));
    }

    /** One in so many of what both have. */
    private Set<String> some(int oneIn) {
        return expected.keySet().stream()
                .sorted()
                .filter(_ -> random.nextInt(oneIn) == 0)
                .collect(Collectors.toSet());
    }

    private void compare(Side here, Side there) throws IOException {
        Map<String, Map<String, Message>> ours = here.all();
        Map<String, Map<String, Message>> theirs = there.all();
        assertThat(ours.keySet()).isEqualTo(theirs.keySet()).hasSizeGreaterThan(4);
        compare("here", ours.get("both"), expected);
        ours.forEach((name, mailbox) -> compare("there in " + name, theirs.get(name), mailbox));
    }

    private static void compare(String where, Map<String, Message> found, Map<String, Message> wanted) {
        assertThat(found.keySet()).as(where).isEqualTo(wanted.keySet());
        wanted.forEach(
                (id, message) -> assertThat(found.get(id)).as(where + " " + id).isEqualTo(message));
    }
}
