package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.server.Server;
import rs.ltt.jmap.client.api.MethodErrorResponseException;
import rs.ltt.jmap.common.entity.Email;
import rs.ltt.jmap.common.entity.Mailbox;
import rs.ltt.jmap.common.entity.Role;
import rs.ltt.jmap.mua.service.exception.SetException;

/** A mail program on a client library of another author: the whole flow, and two of them at once. */
final class MailProgramXIT {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";
    private static final int CHANGES = 60;

    @TempDir
    static Path data;

    static Server server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = Server.start(data, "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
    }

    private static JmapClient client(String address) throws IOException {
        return new JmapClient(server.port("http"), address, "demo", 30_000);
    }

    @Test
    void mailIsSentReadFlaggedMovedAndDestroyed() throws Exception {
        try (JmapClient alice = client(ALICE);
                JmapClient bob = client(BOB);
                Mail sender = new Mail(server, ALICE, alice.account());
                Mail reader = new Mail(server, BOB, bob.account())) {
            String state = alice.session().get("state").asString();
            Mail.get(sender.mua.refreshIdentities());
            sender.synchronize();
            reader.synchronize();
            assertThat(reader.picture()).isEqualTo(Mail.picture(bob));
            assertThat(Mail.get(sender.mua.createMailbox(
                            Mailbox.builder().name("Library").build())))
                    .isTrue();
            String sent = Mail.get(sender.mua.send(Mail.text(ALICE, BOB, "by jmap-mua"), sender.identity()));
            sender.synchronize();
            assertThat(sender.mailbox("Library").getTotalEmails()).isZero();
            assertThat(sender.email(sent).getMailboxIds())
                    .containsOnlyKeys(sender.mailbox(Role.SENT).getId());

            Email got = arrived(reader);
            assertThat(got.getBodyValues().values())
                    .singleElement()
                    .satisfies(body -> assertThat(body.getValue().strip()).isEqualTo("Gr\u00fc\u00dfe"));
            assertThat(Mail.get(reader.mua.setKeyword(List.of(got), "$flagged")))
                    .isTrue();
            reader.synchronize();
            assertThat(Mail.get(reader.mua.setKeyword(List.of(got), "$seen"))).isTrue();
            reader.synchronize();
            assertThat(Mail.get(reader.mua.archive(List.of(reader.email(got.getId())))))
                    .isTrue();
            reader.synchronize();
            assertThat(reader.email(got.getId()).getKeywords()).containsOnlyKeys("$flagged", "$seen");
            assertThat(reader.email(got.getId()).getMailboxIds())
                    .containsOnlyKeys(reader.mailbox(Role.ARCHIVE).getId());
            assertThat(Mail.get(reader.mua.moveToTrash(List.of(reader.email(got.getId())))))
                    .isTrue();
            reader.synchronize();
            assertThat(Mail.get(reader.mua.emptyTrash())).isTrue();
            reader.synchronize();
            assertThat(reader.emails()).noneMatch(email -> email.getId().equals(got.getId()));
            assertThat(reader.picture()).isEqualTo(Mail.picture(bob));
            assertThat(sender.picture()).isEqualTo(Mail.picture(alice));
            assertThat(alice.session().get("state").asString())
                    .as("nothing came or went: no client need fetch the session again")
                    .isEqualTo(state);
        }
    }

    private static Email arrived(Mail reader) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            reader.synchronize();
            for (Email email : reader.emails()) {
                if ("by jmap-mua".equals(email.getSubject())) {
                    return email;
                }
            }
            assertThat(System.nanoTime()).as("it arrives").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void twoThatChangeOneAccountAtOnceConverge() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("MailProgramXIT seed " + seed);
        try (JmapClient alice = client(ALICE);
                Mail one = new Mail(server, ALICE, alice.account());
                Mail two = new Mail(server, ALICE, alice.account());
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> first = threads.submit(changes(one, new Random(seed)));
            Future<Integer> second = threads.submit(changes(two, new Random(seed + 1)));
            assertThat(first.get(5, TimeUnit.MINUTES)).as("seed " + seed).isPositive();
            assertThat(second.get(5, TimeUnit.MINUTES)).as("seed " + seed).isPositive();
            one.synchronize();
            two.synchronize();
            assertThat(one.picture()).as("seed " + seed).isEqualTo(Mail.picture(alice));
            assertThat(two.picture()).as("seed " + seed).isEqualTo(Mail.picture(alice));
        }
    }

    /** Random changes; gives the number of those that were not refused because the other was faster. */
    private static Callable<Integer> changes(Mail mail, Random random) {
        return () -> {
            int done = 0;
            mail.synchronize();
            for (int i = 0; i < CHANGES; i++) {
                try {
                    change(mail, random);
                    done++;
                } catch (ExecutionException e) {
                    // The state or the email was over: the other changed it. Anything else is a fault.
                    if (!Mail.isCausedBy(e, MethodErrorResponseException.class)
                            && !Mail.isCausedBy(e, SetException.class)) {
                        throw e;
                    }
                }
                if (random.nextInt(3) == 0) {
                    mail.synchronize();
                }
            }
            return done;
        };
    }

    private static void change(Mail mail, Random random) throws Exception {
        List<Email> emails = mail.emails();
        int what = random.nextInt(10);
        if (emails.size() < 5 || what < 3) {
            Mail.get(mail.mua.draft(Mail.text(ALICE, BOB, "draft " + random.nextInt(1000))));
            return;
        }
        List<Email> some = List.of(emails.get(random.nextInt(emails.size())));
        switch (what) {
            case 3 -> Mail.get(mail.mua.setKeyword(some, "$flagged"));
            case 4 -> Mail.get(mail.mua.removeKeyword(some, "$flagged"));
            case 5 -> Mail.get(mail.mua.setKeyword(some, "$seen"));
            case 6 -> Mail.get(mail.mua.archive(some));
            case 7 -> Mail.get(mail.mua.moveToInbox(some));
            case 8 -> Mail.get(mail.mua.moveToTrash(some));
            default -> Mail.get(mail.mua.emptyTrash());
        }
    }
}
