package org.mailbay.smtp.out;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A small SMTP server on loopback that does what a test tells it to: any reply to any line, or none. */
final class ScriptedServer implements AutoCloseable {
    /** What a script answers to hang up. */
    static final String HANG_UP = "\0hang up";

    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    volatile List<String> extensions = List.of();
    volatile Script script = (conversation, line) -> null;
    volatile @Nullable SSLContext tls;
    volatile boolean isImplicitTls;
    volatile int hangUpAfterContentBytes = -1;

    /** A message that was taken. */
    record Message(List<String> recipients, byte[] content) {
        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    /** Answers instead of the server. */
    @FunctionalInterface
    interface Script {
        /**
         * What to say to a line: {@code connect} for a new connection, {@code .} for a whole message, else a command. Null: the usual.
         * Sent as it is, with CRLF put where it says \n.
         */
        @Nullable
        String answer(Conversation conversation, String line) throws IOException;
    }

    ScriptedServer() throws IOException {
        this("127.0.0.1", 0);
    }

    ScriptedServer(String address, int port) throws IOException {
        socket = new ServerSocket(port, 50, InetAddress.ofLiteral(address));
        Thread.ofVirtual().name("scripted-server").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                connections.incrementAndGet();
                Thread.ofVirtual().name("scripted-conversation").start(() -> converse(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client) {
            new Conversation(client).run();
        } catch (IOException e) {
            open.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }

    /** One connection. */
    final class Conversation {
        private final Socket raw;
        private InputStream in;
        OutputStream out;
        private boolean isSecured;
        private List<String> recipients = new ArrayList<>();
        private ByteArrayOutputStream chunks = new ByteArrayOutputStream();

        Conversation(Socket raw) throws IOException {
            this.raw = raw;
            in = new BufferedInputStream(raw.getInputStream());
            out = raw.getOutputStream();
        }

        void run() throws IOException {
            if (isImplicitTls) {
                secure();
            }
            if (!say("connect", "220 test ESMTP")) {
                return;
            }
            while (true) {
                String line = line();
                lines.add(line);
                if (!command(line)) {
                    return;
                }
            }
        }

        private boolean command(String line) throws IOException {
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            return switch (verb) {
                case "EHLO" -> say(line, ehlo());
                case "STARTTLS" -> {
                    String answer = answer(line, "220 go on");
                    yield send(answer) && (!answer.startsWith("220") || secure());
                }
                case "MAIL" -> {
                    recipients = new ArrayList<>();
                    chunks = new ByteArrayOutputStream();
                    yield say(line, "250 2.1.0 ok");
                }
                case "RCPT" -> {
                    String answer = answer(line, "250 2.1.5 ok");
                    if (answer.startsWith("250")) {
                        recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                    }
                    yield send(answer);
                }
                case "DATA" -> {
                    String answer = answer(line, recipients.isEmpty() ? "554 5.5.1 nobody" : "354 go on");
                    yield send(answer) && (!answer.startsWith("354") || content(data()));
                }
                case "BDAT" -> bdat(line);
                case "QUIT" -> {
                    say(line, "221 2.0.0 bye");
                    yield false;
                }
                default -> say(line, "250 2.0.0 ok");
            };
        }

        private String ehlo() {
            List<String> all = new ArrayList<>(List.of("test"));
            all.addAll(extensions);
            if (tls != null && !isSecured) {
                all.add("STARTTLS");
            }
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < all.size(); i++) {
                out.append(i == 0 ? "" : "\n")
                        .append("250")
                        .append(i == all.size() - 1 ? ' ' : '-')
                        .append(all.get(i));
            }
            return out.toString();
        }

        private boolean bdat(String line) throws IOException {
            String[] words = line.split(" ");
            chunks.write(in.readNBytes(Integer.parseInt(words[1])));
            return words.length > 2 ? content(chunks.toByteArray()) : say(line, "250 2.0.0 chunk");
        }

        private byte[] data() throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            while (true) {
                byte[] line = rawLine();
                if (hangUpAfterContentBytes >= 0 && content.size() >= hangUpAfterContentBytes) {
                    raw.close();
                }
                if (line.length == 3 && line[0] == '.') {
                    return content.toByteArray();
                }
                content.write(line, line[0] == '.' ? 1 : 0, line.length - (line[0] == '.' ? 1 : 0));
            }
        }

        private boolean content(byte[] content) throws IOException {
            String answer = answer(".", "250 2.0.0 taken");
            if (answer.startsWith("250 ")) {
                messages.add(new Message(List.copyOf(recipients), content));
            }
            return send(answer);
        }

        private boolean say(String line, String usual) throws IOException {
            return send(answer(line, usual));
        }

        private String answer(String line, String usual) throws IOException {
            String scripted = script.answer(this, line);
            return scripted == null ? usual + "\n" : scripted.endsWith("\n") ? scripted : scripted + "\n";
        }

        private boolean send(String answer) throws IOException {
            int end = answer.indexOf(HANG_UP);
            String text = end < 0 ? answer : answer.substring(0, end);
            if (!text.isEmpty()) {
                out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            return end < 0;
        }

        private boolean secure() throws IOException {
            SSLContext context = tls;
            if (context == null) {
                return false;
            }
            SSLSocket secured = (SSLSocket) context.getSocketFactory()
                    .createSocket(raw, raw.getInetAddress().getHostAddress(), port(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            in = new BufferedInputStream(secured.getInputStream());
            out = secured.getOutputStream();
            isSecured = true;
            return true;
        }

        private String line() throws IOException {
            return new String(rawLine(), StandardCharsets.UTF_8).stripTrailing();
        }

        /** With its CRLF; a LF alone is an error of who sent it. */
        private byte[] rawLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int last = -1;
            while (true) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException("client left");
                }
                line.write(b);
                if (b == '\n') {
                    if (last != '\r') {
                        throw new IOException("bare LF from the client");
                    }
                    return line.toByteArray();
                }
                last = b;
            }
        }
    }
}
