package org.mailbay.jmap.push;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends one message to a push service (RFC 8030 §5): HTTP/1.1 over TLS, a connection each.
 *
 * <p>Not the JDK's client: that one looks the name up again by itself, so what it connects to need not be what was checked.
 */
final class Courier {
    private static final int MAX_HEADER = 16_384;

    private static final Duration CHECK = Duration.ofSeconds(3);

    private final SSLSocketFactory tls;

    private final boolean anywhere;

    private final Duration most;

    private final ExecutorService lookups;

    /**
     * A courier.
     *
     * @param lookups looks up names, which holds the thread that does it
     * @param anywhere whether it may go to this network and this machine, too
     * @param most how long one message may take
     */
    Courier(SSLSocketFactory tls, ExecutorService lookups, boolean anywhere, Duration most) {
        this.tls = tls;
        this.lookups = lookups;
        this.anywhere = anywhere;
        this.most = most;
    }

    /**
     * What the service said.
     *
     * @param retryAfter seconds that it asks to wait; 0 when it does not
     */
    record Answer(int status, long retryAfter) {}

    /** Posts {@code body}. */
    Answer post(Target target, Map<String, String> fields, byte[] body) throws IOException {
        long deadline = System.nanoTime() + most.toNanos();
        InetAddress[] addresses = addresses(target, deadline);
        IOException last = null;
        for (InetAddress address : addresses) {
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(address, target.port()), left(deadline));
                plain.setSoTimeout(left(deadline));
                return talk(plain, target, fields, body, deadline);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last == null ? new IOException("no address") : last;
    }

    /** Looks up where a message would go. */
    void check(Target target) throws IOException {
        addresses(target, System.nanoTime() + CHECK.toNanos());
    }

    private InetAddress[] addresses(Target target, long deadline) throws IOException {
        try {
            return lookups.submit(() -> target.addresses(anywhere)).get(left(deadline), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException said ? said : new IOException(e.getCause());
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new IOException("the name was not looked up in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }

    private Answer talk(Socket plain, Target target, Map<String, String> fields, byte[] body, long deadline)
            throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.createSocket(plain, target.host(), target.port(), false)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110 §4.3.4
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            StringBuilder head =
                    new StringBuilder("POST ").append(target.path()).append(" HTTP/1.1\r\n");
            head.append("Host: ").append(target.uri().getRawAuthority()).append("\r\n");
            fields.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return answer(plain, socket.getInputStream(), deadline);
        }
    }

    /** The status line and the fields; the body is of no interest. */
    private static Answer answer(Socket plain, InputStream in, long deadline) throws IOException {
        int status = 0;
        long retryAfter = 0;
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < MAX_HEADER; read++) {
            plain.setSoTimeout(left(deadline)); // who sends a byte at a time must not take longer
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the service ended the connection");
            }
            if (octet != '\n') {
                line.append((char) octet);
                continue;
            }
            String text = line.toString().strip();
            line.setLength(0);
            if (text.isEmpty() && status >= 200) {
                return new Answer(status, retryAfter);
            }
            if (text.startsWith("HTTP/1.")) {
                status = status(text);
            } else if (text.toLowerCase(Locale.ROOT).startsWith("retry-after:")) {
                String value = text.substring("retry-after:".length()).strip();
                retryAfter = value.matches("\\d{1,6}") ? Long.parseLong(value) : 0;
            }
        }
        throw new IOException("the service's header is too long");
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ");
        if (words.length < 2 || !words[1].matches("[1-5]\\d\\d")) {
            throw new IOException("not HTTP");
        }
        return Integer.parseInt(words[1]);
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("took too long");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
