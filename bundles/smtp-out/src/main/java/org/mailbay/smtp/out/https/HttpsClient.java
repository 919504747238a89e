package org.mailbay.smtp.out.https;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.smtp.out.mx.Host;
import org.mailbay.smtp.out.mx.HostLookup;
import org.mailbay.smtp.out.tls.Handshake;
import org.mailbay.smtp.out.tls.Rule;
import org.mailbay.smtp.out.wire.Dialer;
import org.mailbay.smtp.out.wire.Line;
import org.mailbay.smtp.out.wire.Wire;

/**
 * HTTP/1.1 over TLS (RFC 9112): one request a connection, no redirects, everything bounded. The name comes from strangers: addresses of
 * private networks are not called.
 */
public final class HttpsClient {
    private static final int MOST_HEADER = 32 * 1024;

    private final HostLookup hosts;
    private final Dialer dialer;
    private final Handshake handshake;
    private final boolean isPrivateAllowed;
    private final Duration time;

    /** @param time of a whole request */
    public HttpsClient(HostLookup hosts, Dialer dialer, Handshake handshake, boolean isPrivateAllowed, Duration time) {
        this.hosts = hosts;
        this.dialer = dialer;
        this.handshake = handshake;
        this.isPrivateAllowed = isPrivateAllowed;
        this.time = time;
    }

    /**
     * What came back.
     *
     * @param type media type without parameters, in lower case
     */
    public record Response(int status, String type, byte[] body) {}

    /** Asks for a page of at most so many bytes. */
    public Response get(String host, int port, String path, int most) throws IOException {
        return request(host, port, "GET " + path + " HTTP/1.1\r\nAccept: text/plain\r\n", new byte[0], most);
    }

    /** Sends a document. */
    public Response post(String host, int port, String path, String type, byte[] body) throws IOException {
        String head =
                "POST " + path + " HTTP/1.1\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n";
        return request(host, port, head, body, MOST_HEADER);
    }

    private Response request(String host, int port, String head, byte[] body, int most) throws IOException {
        Line.bytes(host);
        if (head.chars().anyMatch(c -> c > '~')) {
            throw new IOException("a path that is not ASCII");
        }
        String authority = port == 443 ? host : host + ":" + port;
        byte[] bytes = (head + "Host: " + authority + "\r\nUser-Agent: Mailbay\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (Wire wire = dialer.connect(candidates(host, port))) {
            return wire.within(time, "the request", () -> {
                handshake.shake(wire, host, new Rule.Pkix(host, "https"), time);
                wire.send(bytes, 0, bytes.length, time);
                wire.send(body, 0, body.length, time);
                return read(wire.in(), most);
            });
        }
    }

    private List<Dialer.Candidate> candidates(String name, int port) throws IOException {
        Host host = hosts.find(name);
        if (host.addresses().isEmpty()) {
            throw new ConnectException(host.trouble());
        }
        List<Dialer.Candidate> candidates = host.addresses().stream()
                .filter(address -> isPrivateAllowed || !isPrivate(address))
                .map(address -> new Dialer.Candidate(new InetSocketAddress(address, port), null))
                .toList();
        if (candidates.isEmpty()) {
            throw new ConnectException(name + " has addresses of private networks only");
        }
        return candidates;
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC; // RFC 4193 §3.1
    }

    static Response read(InputStream in, int most) throws IOException {
        int[] left = {MOST_HEADER};
        String status = line(in, left);
        if (!status.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("not HTTP");
        }
        Map<String, String> fields = new HashMap<>();
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a header field");
            }
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String type =
                fields.getOrDefault("content-type", "").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return new Response(Integer.parseInt(status.substring(9, 12)), type, body(in, fields, most));
    }

    private static byte[] body(InputStream in, Map<String, String> fields, int most) throws IOException {
        if (fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks(in, most);
        }
        String length = fields.get("content-length");
        if (length != null && !length.matches("\\d{1,9}")) {
            throw new IOException("not a length");
        }
        int wanted = length == null ? most + 1 : Integer.parseInt(length);
        byte[] body = wanted > most && length != null ? tooMuch(most) : in.readNBytes(wanted);
        if (length != null && body.length < wanted) {
            throw new EOFException("the answer ends early");
        }
        return body.length > most ? tooMuch(most) : body;
    }

    // RFC 9112 §7.1
    private static byte[] chunks(InputStream in, int most) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int[] left = {MOST_HEADER};
        while (true) {
            String size = line(in, left).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new IOException("not a chunk");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return body.toByteArray();
            }
            if (body.size() + length > most) {
                return tooMuch(most);
            }
            byte[] chunk = in.readNBytes(length);
            body.writeBytes(chunk);
            if (chunk.length < length || !line(in, left).isEmpty()) {
                throw new EOFException("a chunk that is cut");
            }
        }
    }

    private static byte[] tooMuch(int most) throws IOException {
        throw new IOException("more than " + most + " bytes");
    }

    private static String line(InputStream in, int[] left) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the answer ends early");
            }
            if (--left[0] < 0) {
                throw new IOException("a header of more than " + MOST_HEADER + " bytes");
            }
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).strip();
            }
            line.write(b);
        }
    }
}
