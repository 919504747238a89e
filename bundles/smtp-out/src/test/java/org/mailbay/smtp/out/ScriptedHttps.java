package org.mailbay.smtp.out;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** An HTTPS server on loopback with one answer for everything. */
final class ScriptedHttps implements AutoCloseable {
    private final SSLServerSocket socket;
    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile String answer = "";

    record Request(String head, byte[] body) {}

    ScriptedHttps(SSLContext context) throws IOException {
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().name("scripted-https").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Answers 200 with this as text/plain. */
    void page(String text) {
        answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + text.length()
                + "\r\n\r\n" + text;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (SSLSocket client = (SSLSocket) socket.accept()) {
                InputStream in = client.getInputStream();
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    int b = in.read();
                    if (b < 0) {
                        break;
                    }
                    head.write(b);
                }
                String text = head.toString(StandardCharsets.ISO_8859_1);
                int at = text.indexOf("Content-Length: ");
                int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
                requests.add(new Request(text, in.readNBytes(length)));
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                client.getOutputStream().flush();
            } catch (IOException e) {
                requests.add(new Request("failed: " + e, new byte[0]));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
