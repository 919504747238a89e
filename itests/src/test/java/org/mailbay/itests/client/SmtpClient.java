package org.mailbay.itests.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An SMTP client on one connection; replies are what the caller makes of them. */
public final class SmtpClient implements AutoCloseable {
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    private SmtpClient() {}

    /** Connects to a server on this machine and reads its greeting. */
    public SmtpClient(int port, int timeoutMillis) throws IOException {
        open(port, timeoutMillis);
        expect(220, reply());
    }

    /** Connects and reads nothing: the greeting is the first {@link #reply}. */
    public static SmtpClient connect(int port, int timeoutMillis) throws IOException {
        SmtpClient client = new SmtpClient();
        client.open(port, timeoutMillis);
        return client;
    }

    private void open(int port, int timeoutMillis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A reply of one or several lines, each without its code. */
    public record Reply(int code, List<String> lines) {
        public String text() {
            return String.join(" ", lines);
        }

        @Override
        public String toString() {
            return code + " " + text();
        }
    }

    /** Greets; the extensions come back. */
    public List<String> hello() throws IOException {
        return expect(250, command("EHLO client.test")).lines();
    }

    /** Sends a line and waits for its reply. */
    public Reply command(String line) throws IOException {
        write(line + "\r\n");
        return reply();
    }

    /** Sends text as UTF-8, without a thought to lines. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public Reply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            if (!line.matches("\\d{3}([ -].*)?")) {
                throw new IOException("no reply: " + line);
            }
            lines.add(line.length() < 4 ? "" : line.substring(4));
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
    }

    /** Whether the server says nothing for a while, and does not hang up. */
    public boolean isSilentFor(int millis) throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(millis);
        in.mark(1);
        try {
            in.read();
            in.reset();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(timeout);
        }
    }

    /** Whether the server has nothing more to say. */
    public boolean isEnded() throws IOException {
        return in.read() < 0;
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

    /** RFC 3207; whatever certificate there is will do. */
    public void startTls() throws IOException {
        expect(220, command("STARTTLS"));
        SSLSocket secured =
                (SSLSocket) trustful().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
    }

    private static SSLContext trustful() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends a message, command by command; the last reply, or the first that is no success. */
    public Reply send(String message, String... recipients) throws IOException {
        Reply reply = command("MAIL FROM:<sender@elsewhere.test>");
        for (int i = 0; i < recipients.length && reply.code() == 250; i++) {
            reply = command("RCPT TO:<" + recipients[i] + ">");
        }
        if (reply.code() != 250) {
            return reply;
        }
        reply = command("DATA");
        if (reply.code() != 354) {
            return reply;
        }
        write(message + "\r\n.\r\n");
        return reply();
    }

    public static Reply expect(int code, Reply reply) throws IOException {
        if (reply.code() != code) {
            throw new IOException("expected " + code + ", not: " + reply);
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
