package org.mailbay.net.connection;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that wait to be taken, in one array that is given up when it is empty. Not for two threads at once. */
final class Input {
    /** {@link #line}: no line end yet. */
    static final int INCOMPLETE = 0;
    /** {@link #line}: longer than allowed. */
    static final int TOO_LONG = -1;

    private static final byte[] NONE = {};
    private static final int SMALLEST = 512;

    private byte[] bytes = NONE;
    private int from;
    private int to;
    /** No LF stands before this index. */
    private int searched;

    int size() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    void append(ByteBuf more) {
        int count = more.readableBytes();
        reserve(count);
        more.readBytes(bytes, to, count);
        to += count;
    }

    /** Takes {@code more} itself if there is nothing to append it to. */
    void append(byte[] more) {
        if (isEmpty()) {
            bytes = more;
            from = 0;
            to = more.length;
            searched = 0;
        } else {
            reserve(more.length);
            System.arraycopy(more, 0, bytes, to, more.length);
            to += more.length;
        }
    }

    /** Takes everything {@code more} has; its array too, if there is nothing to append it to. */
    void append(Input more) {
        if (isEmpty()) {
            bytes = more.bytes;
            from = more.from;
            to = more.to;
            searched = more.from;
            more.clear();
            return;
        }
        reserve(more.size());
        System.arraycopy(more.bytes, more.from, bytes, to, more.size());
        to += more.size();
        more.clear();
    }

    /** The length of the first line with its LF, or {@link #INCOMPLETE}, or {@link #TOO_LONG}. */
    int line(int maxLength) {
        int end = (int) Math.min(to, (long) from + maxLength);
        for (int at = Math.max(searched, from); at < end; at++) {
            if (bytes[at] == '\n') {
                searched = at;
                return at - from + 1;
            }
        }
        searched = end;
        return to - from >= maxLength ? TOO_LONG : INCOMPLETE;
    }

    byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        skip(count);
        return taken;
    }

    /** All of it, uncopied: good until the next append or clear. */
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, from, to - from).slice();
    }

    void skip(int count) {
        from += count;
        if (from == to) {
            clear();
        }
    }

    void clear() {
        bytes = NONE;
        from = 0;
        to = 0;
        searched = 0;
    }

    private void reserve(int count) {
        if (bytes.length - to >= count) {
            return;
        }
        int needed = Math.addExact(to - from, count);
        byte[] target = needed <= bytes.length / 2
                ? bytes
                : new byte[Math.max(needed, Math.max(SMALLEST, Math.min(2 * size(), 1 << 20)))];
        System.arraycopy(bytes, from, target, 0, to - from);
        searched = Math.max(0, searched - from);
        to -= from;
        from = 0;
        bytes = target;
    }
}
