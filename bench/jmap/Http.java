package jmap;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** One HTTP/1.1 connection that is kept (RFC 9112), and as little work as possible: the server shares our processors. One thread. */
final class Http implements Closeable {
    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final byte[] head;
    private final byte[] buffer = new byte[65_536];
    private int from;
    private int to;
    private byte[] body = new byte[65_536];
    private int length;
    private String location = "";

    /** Connects to this machine; requests are Basic (RFC 7617). */
    Http(int port, String user, String password) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        head = (" HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Basic " + credentials
                        + "\r\nAccept: application/json\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The status of the answer; a redirection's target is in {@link #location}. */
    int get(String path) throws IOException {
        return send(ascii("GET " + path), head, ascii("\r\n"));
    }

    /** The status of the answer to a JSON text. */
    int post(String path, byte[] json) throws IOException {
        return send(
                ascii("POST " + path),
                head,
                ascii("Content-Type: application/json\r\nContent-Length: " + json.length + "\r\n\r\n"),
                json);
    }

    String location() {
        return location;
    }

    /** A copy of the last answer. */
    byte[] body() {
        return Arrays.copyOf(body, length);
    }

    String text() {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    /** How often the last answer has {@code word}, which does not overlap itself. */
    int count(byte[] word) {
        int found = 0;
        for (int at = 0; at <= length - word.length; at++) {
            if (body[at] == word[0] && Arrays.equals(body, at, at + word.length, word, 0, word.length)) {
                found++;
                at += word.length - 1;
            }
        }
        return found;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private int send(byte[]... parts) throws IOException {
        int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        out.write(whole);
        return receive();
    }

    private int receive() throws IOException {
        String status = line();
        long size = 0;
        boolean chunked = false;
        location = "";
        for (String field = line(); !field.isEmpty(); field = line()) {
            if (field.regionMatches(true, 0, "content-length:", 0, 15)) {
                size = Long.parseLong(field.substring(15).strip());
            } else if (field.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = field.contains("chunked");
            } else if (field.regionMatches(true, 0, "location:", 0, 9)) {
                location = field.substring(9).strip();
            }
        }
        length = 0;
        if (chunked) {
            for (int chunk = Integer.parseInt(line(), 16); chunk > 0; chunk = Integer.parseInt(line(), 16)) {
                take(chunk);
                line();
            }
            line();
        } else {
            take((int) size);
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    private void take(int count) throws IOException {
        if (length + count > body.length) {
            body = Arrays.copyOf(body, Math.max(length + count, body.length * 2));
        }
        for (int left = count; left > 0; ) {
            if (from == to) {
                fill();
            }
            int piece = Math.min(left, to - from);
            System.arraycopy(buffer, from, body, length, piece);
            from += piece;
            length += piece;
            left -= piece;
        }
    }

    private void fill() throws IOException {
        from = 0;
        to = in.read(buffer);
        if (to <= 0) {
            to = 0;
            throw new EOFException("the server closed the connection");
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            if (from == to) {
                fill();
            }
            byte next = buffer[from++];
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
