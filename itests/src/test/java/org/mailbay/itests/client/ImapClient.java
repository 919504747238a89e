package org.mailbay.itests.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * An IMAP client on one connection. What it reads are responses: a line with the literals in it, without its end, a character an octet.
 *
 * <p>It reads nothing by itself; the greeting is the first response.
 */
public final class ImapClient implements AutoCloseable {
    private static final int BUFFER = 65_536;

    private final Socket socket = new Socket();
    private InputStream in;
    private OutputStream out;
    private int tags;

    /** Connects to a server on this machine, and reads nothing. */
    public ImapClient(int port, int timeoutMillis) throws IOException {
        this(null, port, timeoutMillis, BUFFER);
    }

    /**
     * Connects from an address of this machine, when there are more connections than one address has ports.
     *
     * @param from null for any
     * @param buffer octets read at once
     */
    public ImapClient(InetAddress from, int port, int timeoutMillis, int buffer) throws IOException {
        if (from != null) {
            socket.bind(new InetSocketAddress(from, 0));
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), buffer);
        out = socket.getOutputStream();
    }

    /**
     * How a command ended, and what came before.
     *
     * @param status OK, NO or BAD
     * @param text what follows it, the response code included
     */
    public record Answer(String status, String text, List<String> untagged) {
        public boolean isOk() {
            return status.equals("OK");
        }

        /** The untagged responses that begin like this, after the asterisk. */
        public List<String> untagged(String beginning) {
            return untagged.stream()
                    .filter(line -> line.startsWith("* " + beginning))
                    .toList();
        }

        /** The arguments of a response code, whether tagged or not; empty without. */
        public String code(String name) {
            for (String line : untagged) {
                if (line.startsWith("* OK [" + name + " ")) {
                    return line.substring(7 + name.length(), line.indexOf(']'));
                }
            }
            return text.startsWith("[" + name + " ") ? text.substring(2 + name.length(), text.indexOf(']')) : "";
        }
    }

    /** Reads the greeting and logs in. */
    public void logIn(String user, String password) throws IOException {
        String greeting = response();
        if (!greeting.startsWith("* OK")) {
            throw new IOException("greeted with " + greeting);
        }
        ok("LOGIN " + user + " " + password);
    }

    /** Sends text, without a thought to lines. */
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Sends a command and gives its tag. */
    public String begin(String command) throws IOException {
        String tag = "c" + ++tags;
        write(tag + " " + command + "\r\n");
        return tag;
    }

    /** Reads to the end of a command. */
    public Answer end(String tag) throws IOException {
        return end(tag, _ -> {});
    }

    /** Reads to the end of a command; each untagged response is shown as it comes. */
    public Answer end(String tag, Consumer<String> untagged) throws IOException {
        List<String> before = new ArrayList<>();
        while (true) {
            String response = response();
            if (response.startsWith(tag + " ")) {
                String[] words = response.split(" ", 3);
                return new Answer(words[1], words.length > 2 ? words[2] : "", before);
            }
            if (!response.startsWith("* ") && !response.startsWith("+")) {
                throw new IOException("awaited the end of " + tag + ", not: " + response);
            }
            before.add(response);
            untagged.accept(response);
        }
    }

    public Answer command(String command) throws IOException {
        return end(begin(command));
    }

    /** A command that must succeed. */
    public Answer ok(String command) throws IOException {
        return ok(command, command(command));
    }

    /** What must have succeeded. */
    public static Answer ok(String command, Answer answer) throws IOException {
        if (!answer.isOk()) {
            throw new IOException(command + ": " + answer.status() + " " + answer.text());
        }
        return answer;
    }

    /** A response: a line, and what follows where it ends in a literal. */
    public String response() throws IOException {
        StringBuilder response = new StringBuilder();
        while (true) {
            line(response);
            int open = response.charAt(response.length() - 1) == '}' ? response.lastIndexOf("{") : -1;
            if (open < 0) {
                return response.toString();
            }
            int size = Integer.parseInt(response.substring(open + 1, response.length() - 1));
            byte[] literal = in.readNBytes(size);
            if (literal.length < size) {
                throw new EOFException("the connection ended in a literal");
            }
            response.append("\r\n").append(new String(literal, StandardCharsets.ISO_8859_1));
        }
    }

    private void line(StringBuilder line) throws IOException {
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after \"" + line + "\"");
            }
            line.append((char) c);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a line that does not end in CRLF: " + line);
        }
        line.setLength(line.length() - 1);
        if (line.isEmpty()) {
            throw new IOException("an empty line");
        }
    }

    /** Whether the server says nothing for a while, and does not hang up. */
    public boolean isSilentFor(int millis) throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(millis);
        in.mark(1);
        try {
            int next = in.read();
            in.reset();
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(timeout);
        }
    }

    /** RFC 4978: from here on both sides speak DEFLATE. */
    public void compress() throws IOException {
        ok("COMPRESS DEFLATE");
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)), BUFFER);
        out = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true), 8_192, true);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
