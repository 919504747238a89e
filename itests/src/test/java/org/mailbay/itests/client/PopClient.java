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
import java.util.ArrayList;
import java.util.List;

/** A POP3 client on one connection; the greeting is its first {@link #line}. */
public final class PopClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    /** Connects to a server on this machine, and reads nothing. */
    public PopClient(int port, int timeoutMillis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 65_536);
    }

    /** Logs in, the greeting being read. */
    public void logIn(String user, String password) throws IOException {
        ok("USER " + user);
        ok("PASS " + password);
    }

    /** Sends text, without a thought to lines. */
    public void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A line, without its end. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    /** Sends a command and gives the first line of the reply. */
    public String command(String line) throws IOException {
        write(line + "\r\n");
        return line();
    }

    /** A command that must succeed; what follows its +OK. */
    public String ok(String command) throws IOException {
        return ok(command, command(command));
    }

    private static String ok(String command, String reply) throws IOException {
        if (!reply.startsWith("+OK")) {
            throw new IOException(command + ": " + reply);
        }
        return reply.substring(3).strip();
    }

    /** A command that must succeed, with a reply of many lines: those after the first, as they were before dots were doubled. */
    public List<String> lines(String command) throws IOException {
        ok(command);
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
