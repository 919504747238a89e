package org.mailbay.smtp;

import java.util.Arrays;

/** Collects the header of a message while it arrives: everything up to and with the first empty line. */
final class HeaderBlock {
    private final int most;
    private byte[] bytes = new byte[2_048];
    private int length;
    private int lineStart;
    private int lines;
    private boolean complete;
    private boolean tooBig;

    /** @param most bytes that are kept */
    HeaderBlock(int most) {
        this.most = most;
    }

    /** Takes bytes; how many of them are header. */
    int accept(byte[] in, int offset, int count) {
        int end = offset + count;
        int at = offset;
        while (at < end && !complete) {
            int lf = at;
            while (lf < end && in[lf] != '\n') {
                lf++;
            }
            boolean ended = lf < end;
            int next = ended ? lf + 1 : end;
            append(in, at, next - at);
            at = next;
            if (ended) {
                int line = length - lineStart;
                complete = line == 1 || line == 2 && bytes[lineStart] == '\r';
                lineStart = length;
                lines++;
            }
        }
        return at - offset;
    }

    private void append(byte[] in, int offset, int count) {
        if (tooBig || length + count > most || lines > MessageHeader.MAX_LINES) {
            tooBig = true;
            length = 0; // nobody reads it any more
            lineStart = -3; // and nothing looks like its end
            return;
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + count)));
        }
        System.arraycopy(in, offset, bytes, length, count);
        length += count;
    }

    /** Whether the empty line was there. */
    boolean isComplete() {
        return complete;
    }

    /** Whether it is over the bound: then it never becomes complete. */
    boolean isTooBig() {
        return tooBig;
    }

    MessageHeader header() {
        return MessageHeader.of(Arrays.copyOf(bytes, length));
    }
}
