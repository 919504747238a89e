package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Deflates and inflates chunks; keeps the zlib states, which are costly to make. Any thread. */
final class Compressor implements AutoCloseable {
    private static final int KEPT = 8;

    private final ConcurrentLinkedDeque<Deflater> deflaters = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Inflater> inflaters = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * Deflates a chunk at level 1 into {@code to}.
     *
     * @return its compressed length; 0 when it would gain less than 10 %, and then {@code to} is not to be used
     */
    int deflate(byte[] from, int fromAt, int length, byte[] to, int toAt) {
        Deflater deflater = deflaters.poll();
        if (deflater == null) {
            deflater = new Deflater(1, true);
        }
        deflater.setInput(from, fromAt, length);
        deflater.finish();
        int limit = (int) (length * 9L / 10);
        int made = deflater.deflate(to, toAt, limit);
        boolean whole = deflater.finished();
        deflater.reset();
        if (closed || deflaters.size() >= KEPT) {
            deflater.end();
        } else {
            deflaters.push(deflater);
        }
        return whole ? made : 0;
    }

    /** Inflates to exactly {@code toLength} bytes. */
    void inflate(byte[] from, int fromAt, int length, byte[] to, int toLength) throws IOException {
        Inflater inflater = inflaters.poll();
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        try {
            inflater.setInput(from, fromAt, length);
            if (inflater.inflate(to, 0, toLength) != toLength) {
                throw new IOException("a compressed chunk is shorter than it should be");
            }
        } catch (DataFormatException e) {
            throw new IOException("a compressed chunk cannot be read", e);
        } finally {
            inflater.reset();
            if (closed || inflaters.size() >= KEPT) {
                inflater.end();
            } else {
                inflaters.push(inflater);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Deflater d = deflaters.poll(); d != null; d = deflaters.poll()) {
            d.end();
        }
        for (Inflater i = inflaters.poll(); i != null; i = inflaters.poll()) {
            i.end();
        }
    }
}
