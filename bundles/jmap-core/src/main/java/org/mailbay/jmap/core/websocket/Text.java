package org.mailbay.jmap.core.websocket;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A message to be sent, in pieces that grow: a short one costs little, a long one is never copied to grow. One thread at a time. */
final class Text extends OutputStream {
    private static final int FIRST = 1024;

    private static final int MOST = 32_768;

    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();

    private byte[] piece = new byte[FIRST];

    private int count;

    private long size;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) {
        int from = off;
        int left = len;
        while (left > 0) {
            if (count == piece.length) {
                pieces.add(ByteBuffer.wrap(piece));
                piece = new byte[Math.min(MOST, piece.length * 2)];
                count = 0;
            }
            int some = Math.min(left, piece.length - count);
            System.arraycopy(b, from, piece, count, some);
            count += some;
            from += some;
            left -= some;
        }
        size += len;
    }

    /** Ends the text; then {@link #next} gives its pieces. */
    Text end() {
        if (count > 0 || pieces.isEmpty()) {
            pieces.add(ByteBuffer.wrap(count < piece.length ? Arrays.copyOf(piece, count) : piece));
        }
        return this;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /** The next piece, null after the last. */
    @Nullable
    ByteBuffer next() {
        return pieces.poll();
    }

    /** Whether no piece is left. */
    boolean isOver() {
        return pieces.isEmpty();
    }
}
