package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Gathers an answer: one of usual size goes out in one piece, with its length (RFC 9110 §8.6), a longer one as it grows.
 *
 * <p>To be finished, not closed: what fails in between must not look like a whole answer.
 */
final class Answer extends OutputStream {
    /** Bytes that are gathered at most. */
    private static final int MOST = 65_536;

    private final HttpServletResponse response;

    private byte[] gathered = new byte[1024];

    private int count;

    private boolean sent;

    Answer(HttpServletResponse response) {
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        makeRoom(1);
        gathered[count++] = (byte) b;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        if (len > MOST - count) {
            send();
            if (len >= MOST) {
                response.getOutputStream().write(b, off, len);
                return;
            }
        }
        makeRoom(len);
        System.arraycopy(b, off, gathered, count, len);
        count += len;
    }

    private void makeRoom(int bytes) throws IOException {
        if (count + bytes > MOST) {
            send();
        }
        if (count + bytes > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.min(MOST, Math.max(count + bytes, 2 * gathered.length)));
        }
    }

    private void send() throws IOException {
        sent = true;
        response.getOutputStream().write(gathered, 0, count);
        count = 0;
    }

    /** Sends what is left. */
    void finish() throws IOException {
        if (!sent) {
            response.setContentLength(count);
        }
        send();
    }
}
