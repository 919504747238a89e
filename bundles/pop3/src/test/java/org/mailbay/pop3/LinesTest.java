package org.mailbay.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@link Lines}, however a message is cut into pieces. */
class LinesTest {
    private static String send(String message, long bodyStart, long bodyLines, int piece) {
        Lines lines = new Lines(bodyStart, bodyLines);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length && !lines.isComplete(); at += piece) {
            out.writeBytes(lines.next(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece))));
        }
        out.writeBytes(lines.end());
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void assertSent(String message, long bodyStart, long bodyLines, String expected) {
        for (int piece = 1; piece < 30; piece++) {
            assertThat(send(message, bodyStart, bodyLines, piece))
                    .as("in pieces of " + piece)
                    .isEqualTo(expected);
        }
    }

    @Test
    void wholeMessages() {
        assertSent("", Long.MAX_VALUE, Long.MAX_VALUE, ".\r\n");
        assertSent(".", Long.MAX_VALUE, Long.MAX_VALUE, "..\r\n.\r\n");
        assertSent("a\r\n.\r\n", Long.MAX_VALUE, Long.MAX_VALUE, "a\r\n..\r\n.\r\n");
        assertSent("a\n.\n..\nb", Long.MAX_VALUE, Long.MAX_VALUE, "a\r\n..\r\n...\r\nb\r\n.\r\n");
        assertSent("a\r.\r\n\r\n", Long.MAX_VALUE, Long.MAX_VALUE, "a\r.\r\n\r\n.\r\n");
        assertSent("\n\n", Long.MAX_VALUE, Long.MAX_VALUE, "\r\n\r\n.\r\n");
        assertSent("\n".repeat(300), Long.MAX_VALUE, Long.MAX_VALUE, "\r\n".repeat(300) + ".\r\n");
        assertSent(".\n".repeat(300), Long.MAX_VALUE, Long.MAX_VALUE, "..\r\n".repeat(300) + ".\r\n");
    }

    @Test
    void tops() {
        assertSent("A: b\r\n\r\nx\r\ny\r\n", 8, 0, "A: b\r\n\r\n.\r\n");
        assertSent("A: b\r\n\r\nx\r\ny\r\n", 8, 1, "A: b\r\n\r\nx\r\n.\r\n");
        assertSent("A: b\r\n\r\nx\r\n.", 8, 9, "A: b\r\n\r\nx\r\n..\r\n.\r\n");
        assertSent("A: b\n\n.x\ny\n", 6, 1, "A: b\r\n\r\n..x\r\n.\r\n");
        assertSent("body only", 0, 0, ".\r\n");
    }
}
