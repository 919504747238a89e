package org.mailbay.jmap.core.http;

import java.io.IOException;
import java.io.InputStream;

/** A request's body up to a bound. */
final class BoundedInput extends InputStream {
    private final InputStream in;

    private long left;

    /** Reads at most {@code most} bytes of {@code in}. */
    BoundedInput(InputStream in, long most) {
        this.in = in;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int count = in.read(b, off, left < len ? (int) Math.max(1, left) : len);
        if (count > 0) {
            left -= count;
            if (left < 0) {
                throw new TooLong();
            }
        }
        return count;
    }

    /** The body is longer than allowed. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
