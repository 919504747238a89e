package org.mailbay.itests.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One HTTP/1.1 connection (RFC 9112), kept open for one request after the other.
 *
 * <p>The JDK's client would hide a broken connection behind a new one; here it is an exception.
 */
public final class HttpConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;
    private final int port;

    /** Connects to a server on this machine. */
    public HttpConnection(int port, int timeoutMillis) throws IOException {
        this.port = port;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }

    /** What came back; names of fields in lower case. */
    public record Answer(int status, Map<String, String> fields, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    /** Sends a request and waits for the whole answer. */
    public Answer send(String method, String path, Map<String, String> fields, byte[] body) throws IOException {
        request(method, path, fields, body);
        return answer(method);
    }

    /** Sends a request whose answer is {@link #answer awaited} later, or never. */
    public void request(String method, String path, Map<String, String> fields, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 512);
        StringBuilder head = new StringBuilder();
        head.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost:")
                .append(port);
        fields.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        if ((body.length > 0 || method.equals("POST")) && !fields.containsKey("Content-Length")) {
            head.append("\r\nContent-Length: ").append(body.length);
        }
        out.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        out.writeTo(socket.getOutputStream());
    }

    public Answer answer(String method) throws IOException {
        int status = status();
        Map<String, String> fields = fields();
        try (InputStream body = body(method, status, fields)) {
            return new Answer(status, fields, body.readAllBytes());
        }
    }

    /** Sends a GET whose answer goes on and on; it must begin with 200. */
    public InputStream stream(String path, Map<String, String> fields) throws IOException {
        request("GET", path, fields, new byte[0]);
        int status = status();
        Map<String, String> answered = fields();
        InputStream body = body("GET", status, answered);
        if (status != 200) {
            throw new IOException(
                    "GET " + path + ": " + status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        return body;
    }

    private int status() throws IOException {
        String line = line();
        while (line.startsWith("HTTP/1.1 100")) {
            fields();
            line = line();
        }
        if (!line.matches("HTTP/1\\.1 \\d{3}.*")) {
            throw new IOException("no HTTP: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return fields;
    }

    private InputStream body(String method, int status, Map<String, String> fields) throws IOException {
        if (method.equals("HEAD") || status == 101 || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if ("chunked".equals(fields.get("transfer-encoding"))) {
            return new Chunked();
        }
        String length = fields.get("content-length");
        if (length == null) {
            return in; // RFC 9112 §6.3: until the connection is closed
        }
        byte[] bytes = in.readNBytes(Integer.parseInt(length));
        if (bytes.length < Integer.parseInt(length)) {
            throw new EOFException("the connection ended within an answer");
        }
        return new java.io.ByteArrayInputStream(bytes);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** RFC 9112 §7.1. The end without a last chunk is an exception, not an end. */
    private final class Chunked extends InputStream {
        private int left;
        private boolean begun;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int count = in.read(bytes, offset, Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended within a chunk");
            }
            left -= count;
            return count;
        }

        private void next() throws IOException {
            if (begun) {
                line();
            }
            begun = true;
            left = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
            if (left == 0) {
                fields();
                ended = true;
            }
        }
    }
}
