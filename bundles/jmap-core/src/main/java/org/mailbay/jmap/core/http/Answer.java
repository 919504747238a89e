package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers an answer: one of usual size goes out in one piece, with its length (RFC 9110 §8.6), a longer one as it grows.
 *
 * <p>To be finished before it is closed: what fails in between must not look like a whole answer.
 */
final class Answer extends OutputStream {
    /** Bytes that are gathered at most. */
    private static final int MOST = 65_536;

    private final HttpServletResponse response;

    private final int compressedFrom;

    private byte[] gathered = new byte[1024];

    private int count;

    private boolean sent;

    private boolean finished;

    private @Nullable Gzip gzip;

    /** @param compressedFrom bytes from which it is sent as gzip; 0 = it is not */
    Answer(HttpServletResponse response, int compressedFrom) {
        this.response = response;
        this.compressedFrom = compressedFrom;
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
                out().write(b, off, len);
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
        out().write(gathered, 0, count);
        count = 0;
    }

    /** Where pieces of an answer go that is too long to be gathered. */
    private OutputStream out() throws IOException {
        if (!sent) {
            sent = true;
            if (compressedFrom > 0) {
                response.setHeader("Content-Encoding", "gzip");
                gzip = new Gzip(response.getOutputStream());
            }
        }
        return gzip != null ? gzip : response.getOutputStream();
    }

    /** Sends what is left. */
    void finish() throws IOException {
        if (!sent) {
            whole();
        } else {
            send();
            if (gzip != null) {
                gzip.finish();
            }
        }
        finished = true;
    }

    private void whole() throws IOException {
        sent = true;
        if (compressedFrom > 0 && count >= compressedFrom) {
            ByteArrayOutputStream shorter = new ByteArrayOutputStream(count / 2);
            gzip = new Gzip(shorter);
            gzip.write(gathered, 0, count);
            gzip.finish();
            if (shorter.size() < count) {
                response.setHeader("Content-Encoding", "gzip");
                response.setContentLength(shorter.size());
                shorter.writeTo(response.getOutputStream());
                return;
            }
        }
        response.setContentLength(count);
        response.getOutputStream().write(gathered, 0, count);
    }

    /** Gives memory back, and sends nothing; what was not finished may be answered otherwise. */
    @Override
    public void close() {
        if (gzip != null) {
            gzip.free();
            if (!finished && !response.isCommitted()) {
                response.setHeader("Content-Encoding", null);
            }
        }
    }
}
