package org.mailbay.itests.imap;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A connection to an IMAP server, response by response. */
final class Wire implements AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile("~?\\{(\\d+)}$");
    private static final int MOST = 10_000_000;

    private Socket socket = new Socket();
    private InputStream in;
    private OutputStream out;

    Wire(int port, int timeoutMillis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Goes on in TLS; whatever certificate there is will do. */
    void secure() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
            out = secured.getOutputStream();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Goes on compressed, in both directions (RFC 4978 §3). */
    void deflate() throws IOException {
        out = new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), true);
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)));
    }

    void say(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next response without its end of line; its literals are in it as quoted strings, with the ends of lines as {@code \r\n}. */
    String hear() throws IOException {
        StringBuilder response = new StringBuilder();
        while (true) {
            String line = line();
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return response.append(line).toString();
            }
            int length = Integer.parseInt(literal.group(1));
            if (length > MOST) {
                throw new IOException("a literal of " + length);
            }
            String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            response.append(line, 0, literal.start())
                    .append('"')
                    .append(text.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\r", "\\r")
                            .replace("\n", "\\n"))
                    .append('"');
        }
    }

    private String line() throws IOException {
        byte[] bytes = new byte[256];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) c;
        }
        if (length == 0 || bytes[length - 1] != '\r') {
            throw new IOException("a line that does not end with CR LF");
        }
        return new String(bytes, 0, length - 1, StandardCharsets.UTF_8);
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
