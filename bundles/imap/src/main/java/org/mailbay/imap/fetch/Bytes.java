package org.mailbay.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mailbay.imap.grammar.Out;

/** Bytes that are put together before they are written: a buffer that grows and is used again. */
final class Bytes {
    /** A buffer that grew over this is not kept. */
    private static final int KEPT = 64 * 1024;

    /** Longer strings are literals. */
    private static final int LONGEST_QUOTED = 8 * 1024;

    private byte[] buffer = new byte[512];
    private int length;

    void clear() {
        length = 0;
        if (buffer.length > KEPT) {
            buffer = new byte[512];
        }
    }

    int length() {
        return length;
    }

    /** What is there; valid until something is added. */
    byte[] array() {
        return buffer;
    }

    void truncate(int newLength) {
        length = newLength;
    }

    Bytes add(int b) {
        if (length == buffer.length) {
            room(1);
        }
        buffer[length++] = (byte) b;
        return this;
    }

    Bytes add(byte[] bytes, int from, int count) {
        room(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
        return this;
    }

    /** ASCII. */
    Bytes add(String ascii) {
        int count = ascii.length();
        room(count);
        for (int i = 0; i < count; i++) {
            buffer[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    Bytes number(long number) {
        return add(Long.toString(number));
    }

    /** A string in quotes, or a literal of UTF-8. */
    Bytes string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return string(bytes, 0, bytes.length);
    }

    /**
     * A string in quotes when everybody may read it there, otherwise a literal. There is no NUL in either (RFC 9051 §9: CHAR8).
     */
    Bytes string(byte[] text, int from, int count) {
        boolean quoted = count <= LONGEST_QUOTED;
        boolean nul = false;
        for (int i = from; i < from + count; i++) {
            byte b = text[i];
            quoted &= b > 0 && b != '\r' && b != '\n';
            nul |= b == 0;
        }
        if (quoted) {
            quoted(text, from, count);
        } else if (nul) {
            byte[] without = withoutNul(text, from, count);
            string(without, 0, without.length);
        } else {
            add('{').number(count).add("}\r\n").add(text, from, count);
        }
        return this;
    }

    private void quoted(byte[] text, int from, int count) {
        room(2 * count + 2);
        buffer[length++] = '"';
        for (int i = from; i < from + count; i++) {
            byte b = text[i];
            if (b == '"' || b == '\\') {
                buffer[length++] = '\\';
            }
            buffer[length++] = b;
        }
        buffer[length++] = '"';
    }

    private static byte[] withoutNul(byte[] text, int from, int count) {
        byte[] without = new byte[count];
        int n = 0;
        for (int i = from; i < from + count; i++) {
            if (text[i] != 0) {
                without[n++] = text[i];
            }
        }
        return Arrays.copyOf(without, n);
    }

    void writeTo(Out out) {
        out.raw(buffer, 0, length);
    }

    private void room(int count) {
        if (buffer.length - length < count) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + count));
        }
    }
}
