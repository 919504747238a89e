package org.mailbay.net.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Expands what was received, piece by piece: however much a byte stands for, only one piece of it is there. Belongs to the turn. */
final class Inflation {
    private static final int PIECE = 32 * 1024;
    private static final int SMALLEST = 512;
    /** A command rarely shrinks to less than a quarter; what expands further takes more pieces. */
    private static final int USUAL = 4;

    private final Input compressed = new Input();
    private final Inflater inflater = new Inflater(true); // RFC 4978 §4, RFC 1951: no zlib header
    /** Whether the last piece was full: there may be more in the inflater, even if all of its input is taken. */
    private boolean full;

    private boolean closed;

    Input compressed() {
        return compressed;
    }

    /** Whether there is something to expand, or an end of something. */
    boolean isWaiting() {
        return full || !compressed.isEmpty();
    }

    /**
     * Expands the next piece into {@code out}. False: there is none before more is received.
     *
     * @throws DataFormatException when it cannot be expanded, or goes on after its end
     */
    boolean next(Input out) throws DataFormatException {
        if (closed || !isWaiting()) {
            return false;
        }
        ByteBuffer view = compressed.view();
        byte[] piece = new byte[full ? PIECE : Math.clamp((long) USUAL * view.remaining(), SMALLEST, PIECE)];
        inflater.setInput(view);
        int count = inflater.inflate(piece);
        compressed.skip(view.position());
        full = count == piece.length;
        if (inflater.needsDictionary() || inflater.finished() && !compressed.isEmpty()) {
            throw new DataFormatException("goes on after its end");
        }
        out.append(count == piece.length ? piece : Arrays.copyOf(piece, count));
        return count > 0;
    }

    void close() {
        if (!closed) {
            closed = true;
            inflater.end();
            compressed.clear();
            full = false;
        }
    }
}
