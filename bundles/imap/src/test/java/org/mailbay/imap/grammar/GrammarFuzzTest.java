package org.mailbay.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.net.spi.Want;

/** Whatever comes: {@link Malformed} is all that is thrown, and how the bytes are cut makes no difference; again with -Dseed=, more with -Drounds=. */
class GrammarFuzzTest {
    private static final String SPICE = "a(){}\"\\&-+~*%$:,.0123456789 \r\n\0\u00ff";
    private static final Pattern WHY = Pattern.compile("[ -~]{1,200}");
    private static final int ROUNDS = Integer.getInteger("rounds", 3_000);

    private static final List<String> COMMANDS = List.of(
            "a1 LOGIN alice \"sec\\\"ret\"\r\n",
            "a2 LOGIN {5}\r\nalice {6+}\r\nsecret\r\n",
            "a3 SELECT \"Entw&APw-rfe\" (CONDSTORE)\r\n",
            "a4 UID FETCH 1:*,7,$ (FLAGS BODY.PEEK[HEADER.FIELDS (To \"From\")]<0.10>) (CHANGEDSINCE 12)\r\n",
            "a5 APPEND INBOX (\\Seen $Junk) \" 1-Jan-2026 00:00:00 +0000\" {10}\r\n0123456789 ~{3+}\r\n\0ab\r\n",
            "a6 SEARCH OR (NOT 1:5,9:2) SINCE 1-Feb-1994 SUBJECT {3+}\r\n\u00c3\u00bc!\r\n",
            "a7 LIST \"\" (%* \"INBOX/%\") RETURN (STATUS (MESSAGES))\r\n",
            "a8 APPEND x {5000+}\r\n" + "y".repeat(5000) + "\r\n",
            "a9 STORE 4294967295 +FLAGS.SILENT \\Deleted NonJunk\r\n",
            "b1 SEARCH RETURN (PARTIAL -1:-100) ALL\r\n",
            "\r\n",
            "b2 LOGIN {9999999999}\r\n",
            "b3 X" + " {0+}\r\n".repeat(20) + "\r\n",
            "b4 X " + "(".repeat(80) + "\r\n");

    private long seed;
    private Random random = new Random();

    @BeforeEach
    void seed() {
        seed = Long.getLong("seed", System.nanoTime());
        random = new Random(seed);
    }

    @Test
    void howBytesAreCutMakesNoDifference() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = round % 8 == 0 ? noise(400) : commands();
            boolean loggedIn = random.nextBoolean();
            long unasked = random.nextBoolean() ? CommandReader.LITERAL_MINUS : CommandReader.LITERAL_PLUS;
            var whole = fed(bytes, bytes.length, loggedIn, unasked);
            assertThat(fed(bytes, 1, loggedIn, unasked))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(whole);
            assertThat(fed(bytes, random.nextInt(2, 50), loggedIn, unasked)).isEqualTo(whole);
        }
    }

    private List<String> fed(byte[] bytes, int piece, boolean loggedIn, long unasked) {
        try {
            return said(bytes, piece, loggedIn, unasked);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private List<String> said(byte[] bytes, int piece, boolean loggedIn, long unasked) {
        var drain = new Drain();
        drain.limit = 1000;
        drain.failsAfter = 500;
        var wire = new Wire(new CommandReader(drain, unasked));
        wire.reader.loggedIn(loggedIn);
        for (int at = 0; at < bytes.length; at += piece) {
            wire.send(bytes, at, Math.min(bytes.length, at + piece));
        }
        wire.reader.close();
        int given = 0;
        for (String said : wire.said) {
            assertThat(said.length()).isLessThan(CommandReader.AFTER_LOG_IN);
            given += said.split("<stored ", -1).length - 1;
        }
        assertThat(drain.open)
                .as("seed %d: what no command has is given back", seed)
                .isEqualTo(given);
        return wire.said;
    }

    @Test
    void whateverIsReadOnlyMalformedIsThrown() {
        int wrong = 0;
        for (int round = 0; round < 5 * ROUNDS; round++) {
            byte[] line = round % 4 == 0 ? noise(40) : mutated(COMMANDS.get(random.nextInt(COMMANDS.size())));
            boolean utf8 = random.nextBoolean();
            var input = new Input(
                    List.of(
                            new Piece.Text(line),
                            new Piece.Literal(noise(10), random.nextBoolean()),
                            new Piece.Text(line)),
                    utf8);
            for (int i = 0; i < 60 && !input.isEnd(); i++) {
                try {
                    read(input);
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", round " + round, e);
                } catch (Malformed e) {
                    wrong++;
                    if (!WHY.matcher(e.why()).matches()) {
                        throw new AssertionError("seed " + seed + ": " + e.why());
                    }
                    if (!input.isLiteral() && random.nextBoolean()) {
                        char c = input.peek();
                        try {
                            input.skip(c);
                        } catch (Malformed deep) {
                            i = 60;
                        }
                    }
                }
            }
        }
        assertThat(wrong).isGreaterThan(ROUNDS);
    }

    private void read(Input in) throws Malformed {
        switch (random.nextInt(24)) {
            case 0 -> in.tag();
            case 1 -> in.atom();
            case 2 -> in.word();
            case 3 -> in.astring();
            case 4 -> in.string();
            case 5 -> in.nstring();
            case 6 -> in.number();
            case 7 -> in.nzNumber();
            case 8 -> in.number64();
            case 9 -> in.sequenceSet().resolve(random.nextInt(100));
            case 10 -> in.window();
            case 11 -> {
                String name = in.mailbox();
                assertThat(MailboxName.decode(MailboxName.encode(name).getBytes(StandardCharsets.US_ASCII), false))
                        .as("seed %d", seed)
                        .isEqualTo(name);
            }
            case 12 -> in.listMailbox();
            case 13 -> in.flags();
            case 14 -> in.date();
            case 15 -> in.dateTime();
            case 16 -> in.literal();
            case 17 -> in.end();
            case 18 -> in.skipWord("SEARCH");
            case 19 -> in.expect('(');
            case 20 -> in.expect(')');
            default -> in.space();
        }
    }

    @Test
    void whateverIsWrittenIsReadAgain() throws Malformed {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = noise(30);
            String text = new String(octets, StandardCharsets.UTF_8);
            boolean utf8 = random.nextBoolean();
            var sent = new ByteArrayOutputStream();
            var out = new Out(sent::writeBytes, utf8);
            out.raw("a ")
                    .string(octets)
                    .space()
                    .string(text)
                    .space()
                    .astring(text)
                    .crlf()
                    .flush();
            var commands = new ArrayList<Input>();
            var reader = new CommandReader(Diversion.NONE, CommandReader.LITERAL_PLUS);
            reader.utf8(utf8);
            feed(reader, sent.toByteArray(), commands);
            assertThat(commands).as("seed %d", seed).hasSize(1);
            Input in = commands.getFirst();
            in.tag();
            in.space();
            assertThat(in.stringBytes()).as("seed %d", seed).isEqualTo(withoutNul(octets));
            in.space();
            assertThat(in.string()).as("seed %d", seed).isEqualTo(text.replace('\0', '?'));
            in.space();
            assertThat(in.astring()).as("seed %d", seed).isEqualTo(text.replace('\0', '?'));
            in.end();
        }
    }

    private static void feed(CommandReader reader, byte[] bytes, List<Input> commands) {
        var waiting = ByteBuffer.wrap(bytes);
        while (waiting.hasRemaining()) {
            Step step;
            if (reader.next() instanceof Want.Bytes) {
                step = reader.bytes(waiting);
            } else {
                int end = waiting.position();
                while (bytes[end] != '\n') {
                    end++;
                }
                byte[] line = new byte[end + 1 - waiting.position()];
                waiting.get(line);
                step = reader.line(line);
            }
            if (step instanceof Step.Command(Input input)) {
                commands.add(input);
            }
        }
    }

    private static byte[] withoutNul(byte[] octets) {
        byte[] clean = octets.clone();
        for (int i = 0; i < clean.length; i++) {
            clean[i] = clean[i] == 0 ? (byte) '?' : clean[i];
        }
        return clean;
    }

    private byte[] commands() {
        var all = new ByteArrayOutputStream();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            String command = COMMANDS.get(random.nextInt(COMMANDS.size()));
            all.writeBytes(random.nextBoolean() ? mutated(command) : command.getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toByteArray();
    }

    private byte[] mutated(String command) {
        var text = new StringBuilder(command);
        for (int i = random.nextInt(1, 4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(256));
                case 3 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 12)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(1, 30))));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] noise(int most) {
        byte[] noise = new byte[random.nextInt(most)];
        random.nextBytes(noise);
        if (random.nextBoolean()) {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (byte) SPICE.charAt(random.nextInt(SPICE.length()));
            }
        }
        return noise;
    }
}
