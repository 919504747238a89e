package org.mailbay.pop3;

import java.util.Arrays;

/**
 * Turns a message into the lines of a multi-line reply: dots at the start of lines doubled (RFC 1939 §3), a lone LF made CRLF, and, for TOP,
 * no more than so many lines of the body.
 */
final class Lines {
    private final long bodyStart;
    private final long bodyLines;
    private long position;
    private long lines;
    private boolean afterCr;
    private boolean midLine;
    private byte[] out = new byte[0];
    private int length;

    /**
     * Lines of a message.
     *
     * @param bodyStart offset of the body
     * @param bodyLines how many lines of it; Long.MAX_VALUE for all
     */
    Lines(long bodyStart, long bodyLines) {
        this.bodyStart = bodyStart;
        this.bodyLines = bodyLines;
    }

    /** Whether no more of the message is wanted. */
    boolean isComplete() {
        return position >= bodyStart && lines >= bodyLines;
    }

    /** What to send for the next bytes of the message. */
    byte[] next(byte[] bytes) {
        out = new byte[bytes.length + bytes.length / 16 + 64];
        length = 0;
        int from = 0;
        for (int at = 0; at < bytes.length && !isComplete(); at++) {
            byte each = bytes[at];
            if (!midLine && each == '.') {
                copy(bytes, from, at);
                from = at;
                put('.');
            }
            midLine = true;
            if (each == '\n') {
                if (!afterCr) {
                    copy(bytes, from, at);
                    from = at;
                    put('\r');
                }
                midLine = false;
                lines += position >= bodyStart ? 1 : 0;
            }
            afterCr = each == '\r';
            position++;
            if (isComplete()) {
                copy(bytes, from, at + 1);
                return Arrays.copyOf(out, length);
            }
        }
        if (!isComplete()) {
            copy(bytes, from, bytes.length);
        }
        return Arrays.copyOf(out, length);
    }

    /** What ends the reply. */
    byte[] end() {
        return midLine ? new byte[] {'\r', '\n', '.', '\r', '\n'} : new byte[] {'.', '\r', '\n'};
    }

    private void put(int each) {
        ensure(1);
        out[length++] = (byte) each;
    }

    private void copy(byte[] bytes, int from, int to) {
        ensure(to - from);
        System.arraycopy(bytes, from, out, length, to - from);
        length += to - from;
    }

    private void ensure(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }
}
