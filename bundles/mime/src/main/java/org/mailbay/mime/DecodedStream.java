package org.mailbay.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a part's body with its transfer encoding undone, in constant memory.
 *
 * <p>What it reads must begin at {@link Part#bodyStart()}; at most {@link Part#size()} bytes of it are read. Never fails for what
 * the body holds. One thread.
 */
public final class DecodedStream extends InputStream {

    private static final int PIECE = 4096;

    private final InputStream body;
    private final @Nullable TransferDecoder decoder;
    private final byte[] in = new byte[PIECE];
    private final byte[] out = new byte[PIECE + TransferDecoder.SLACK];
    private long left;
    private int from;
    private int to;
    private boolean ended;
    private final boolean unknown;

    private DecodedStream(InputStream body, long length, TransferEncoding encoding) {
        this.body = body;
        this.left = length;
        this.decoder = TransferDecoder.of(encoding).orElse(null);
        this.unknown = encoding == TransferEncoding.UNKNOWN;
    }

    /** Decodes the body of a part from a stream that stands at its first byte; closing this closes that. */
    public static DecodedStream of(Part part, InputStream body) {
        return new DecodedStream(body, part.size(), part.encoding());
    }

    /** Decodes {@code length} bytes of a stream. */
    public static DecodedStream of(TransferEncoding encoding, InputStream body, long length) {
        return new DecodedStream(body, length, encoding);
    }

    /** Whether what was read so far does not fit the encoding, or the encoding is unknown (RFC 8621 §4.1.4). */
    public boolean isEncodingProblem() {
        return unknown || (decoder != null && decoder.isProblem());
    }

    @Override
    public int read() throws IOException {
        if (from == to && !fill()) {
            return -1;
        }
        return out[from++] & 0xFF;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        if (from == to && !fill()) {
            return -1;
        }
        int n = Math.min(len, to - from);
        System.arraycopy(out, from, b, off, n);
        from += n;
        return n;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        while (to == 0 && !ended) {
            int n = left == 0 ? -1 : body.read(in, 0, (int) Math.min(left, PIECE));
            if (n < 0) {
                ended = true;
                to = decoder == null ? 0 : decoder.finish(out, 0);
            } else {
                left -= n;
                to = decode(n);
            }
        }
        return to > 0;
    }

    private int decode(int n) {
        if (decoder == null) {
            System.arraycopy(in, 0, out, 0, n);
            return n;
        }
        return decoder.decode(in, 0, n, out, 0);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
