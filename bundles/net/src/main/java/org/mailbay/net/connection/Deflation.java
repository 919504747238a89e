package org.mailbay.net.connection;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses what is sent: one stream of raw DEFLATE blocks, whole bytes at each flush. Any thread.
 *
 * <p>The JDK's deflater holds 256 KiB outside the heap, so an idle connection gives it back: after a flush the stream stands between two
 * blocks, where a new deflater can go on with an empty window, and no inflater sees a difference.
 */
final class Deflation {
    /** Of 9: most of what is to be had, for a third of the time. */
    private static final int LEVEL = 3;

    private static final int PIECE = 16 * 1024;
    private static final int SMALLEST = 128;

    private @Nullable Deflater deflater;
    private boolean unflushed;
    private boolean closed;

    /** Compresses; what comes of it may stay here until the next flush. */
    synchronized void write(byte[] bytes, Consumer<byte[]> out) {
        if (closed || bytes.length == 0) {
            return;
        }
        Deflater used = deflater == null ? new Deflater(LEVEL, true) : deflater; // RFC 4978 §4: no zlib header
        deflater = used;
        unflushed = true;
        used.setInput(bytes);
        drain(used, Deflater.NO_FLUSH, bytes.length, out);
    }

    /** Hands on everything written so far, such that the client can read all of it. */
    synchronized void flush(Consumer<byte[]> out) {
        Deflater used = deflater;
        if (unflushed && used != null) {
            unflushed = false;
            drain(used, Deflater.SYNC_FLUSH, SMALLEST, out);
        }
    }

    private static void drain(Deflater deflater, int flush, int expected, Consumer<byte[]> out) {
        byte[] piece = new byte[Math.clamp(expected, SMALLEST, PIECE)];
        int count;
        do {
            count = deflater.deflate(piece, 0, piece.length, flush);
            if (count > 0) {
                out.accept(Arrays.copyOf(piece, count));
            }
        } while (count == piece.length);
    }

    /** Gives the deflater back until there is something to write again. */
    synchronized void rest() {
        if (!unflushed) {
            release();
        }
    }

    /** Nothing is written any more. */
    synchronized void close() {
        closed = true;
        release();
    }

    private void release() {
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }
}
