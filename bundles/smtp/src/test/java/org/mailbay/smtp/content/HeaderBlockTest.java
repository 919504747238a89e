package org.mailbay.smtp.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Limits;
import org.mailbay.mime.MessageParser;

class HeaderBlockTest {
    private static final int MOST = 16_384;

    private record Read(int header, boolean complete, boolean tooBig) {}

    private static Read read(String text, int piece) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        HeaderBlock block = new HeaderBlock(MOST);
        int header = 0;
        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            int used = block.isComplete() || block.isTooBig() ? 0 : block.accept(bytes, at, length);
            header += used;
            if (block.isEndless()) {
                block.watch(bytes, at + used, length - used);
            }
        }
        return new Read(header, block.isComplete(), block.isTooBig());
    }

    @Test
    void endsAtTheFirstEmptyLineHoweverItIsCut() {
        for (String text : List.of(
                "A: 1\r\n\r\nbody\r\n\r\n",
                "\r\nbody",
                "A: 1\r\n b\r\n\r\n",
                "no field\r\nA: 1\r\n\r\n",
                "A: 1\n\nx")) {
            int end = text.startsWith("\r\n") ? 2 : Math.max(text.indexOf("\r\n\r\n") + 4, text.indexOf("\n\n") + 2);
            for (int piece = 1; piece < 9; piece++) {
                assertThat(read(text, piece)).as(text + piece).isEqualTo(new Read(end, true, false));
            }
        }
        assertThat(read("A: 1\r\n \r\n\r\r\nB: 2\r\n", 3)).isEqualTo(new Read(18, false, false));
    }

    @Test
    void aBombIsTooBigAndABodyWithoutHeaderIsNot() {
        String line = "x".repeat(78);
        assertThat(read("A: " + (line + "\r\n ").repeat(300), 1_000).tooBig()).isTrue();
        assertThat(read("A: 1\r\n".repeat(5_000), 1_000).tooBig()).isTrue();
        assertThat(read(" \r\n".repeat(5_000) + "A: b\r\n" + " \r\n".repeat(11_000), 1_000)
                        .tooBig())
                .isTrue();
        String endless = "A: 1\r\n\r\r\n" + (line + "\r\r\n").repeat(1_000);
        assertThat(read(endless, 1_000)).isEqualTo(new Read(MOST, true, false));
        assertThat(read(endless + "From: late\r\n", 1_000).tooBig()).isTrue();
        assertThat(read(endless + "From : late\r\n", 7).tooBig()).isTrue();
        assertThat(read(endless + "\r\nFrom: text\r\n", 1_000).tooBig()).isFalse();
    }

    /** What the mail model takes for a field must be one here, too: otherwise checks could be passed by. */
    @Test
    void seesEveryFieldThatTheMailModelSees() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] pieces = {"From", "Bcc", ":", " ", "\t", "\r\n", "\r\r\n", "x", "\u0000", "é", "\r\n", "\r\n\r\n"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            HeaderBlock block = new HeaderBlock(MOST);
            block.accept(bytes, 0, bytes.length);
            MessageHeader header = block.header();
            MessageParser parser = new MessageParser(Limits.DEFAULT);
            parser.write(bytes, 0, bytes.length);
            parser.finish();
            List<String> theirs =
                    parser.header().fields().stream().map(HeaderField::name).toList();
            for (String name : List.of("From", "Bcc")) {
                long count = theirs.stream().filter(name::equalsIgnoreCase).count();
                assertThat((long) header.count(name))
                        .as("seed " + seed + " " + text)
                        .isGreaterThanOrEqualTo(count);
            }
        }
    }
}
