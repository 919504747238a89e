package org.mailbay.smtp.out.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import javax.net.ssl.SSLSocket;

/**
 * One connection to a server. For one thread at a time; {@link #cut} by any.
 *
 * <p>Every step runs {@link #within} a time; when that is over the socket is closed, and the step fails with a {@link
 * SocketTimeoutException} that says which.
 */
public final class Wire implements AutoCloseable {
    private static final int WRITE_BUFFER = 64 * 1024;

    private final Socket raw;
    private final Watchdog watchdog;
    private Socket socket;
    private OutputStream out;
    private ReplyReader replies;
    private volatile String cut = "";

    /** @param raw connected */
    public Wire(Socket raw, Watchdog watchdog) throws IOException {
        this.raw = raw;
        this.watchdog = watchdog;
        raw.setTcpNoDelay(true);
        socket = raw;
        out = raw.getOutputStream();
        replies = new ReplyReader(raw.getInputStream());
    }

    /** A step of a dialogue. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws IOException;
    }

    /**
     * Runs a step, which may take so long.
     *
     * @param what is waited for, for people
     */
    public <T> T within(Duration time, String what, Step<T> step) throws IOException {
        ScheduledFuture<?> alarm =
                watchdog.after(time, () -> cut("no end of " + what + " after " + time.toSeconds() + " seconds"));
        try {
            return step.run();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (!cut.isEmpty()) {
                SocketTimeoutException late = new SocketTimeoutException(cut);
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    /** Sends a line and waits for the reply, both within the time. */
    public Reply exchange(String line, Duration time) throws IOException {
        return exchange(line, line.split(" ", 2)[0], time);
    }

    /** As {@link #exchange(String, Duration)}, for a line that nobody may see. */
    public Reply exchange(String line, String what, Duration time) throws IOException {
        return within(time, what, () -> {
            send(Line.bytes(line));
            return replies.read();
        });
    }

    /** The next reply, within the time. */
    public Reply reply(Duration time, String what) throws IOException {
        return within(time, "the reply to " + what, replies::read);
    }

    /** Sends bytes, within the time. */
    public void send(byte[] bytes, int offset, int length, Duration time) throws IOException {
        within(time, "sending", () -> {
            write(bytes, offset, length);
            return true;
        });
    }

    private void send(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += WRITE_BUFFER) {
            out.write(bytes, offset + at, Math.min(WRITE_BUFFER, length - at));
        }
        out.flush();
    }

    /** Whether the other side said something that nobody asked for: it says good-bye, or it lies. */
    public boolean hasMore() throws IOException {
        return replies.hasMore();
    }

    /** Whether an idle connection is of no more use. */
    public boolean isStale() {
        try {
            return raw.isClosed() || hasMore() || raw.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Goes on with what a handshake made of the socket. */
    public void secure(SSLSocket secured) throws IOException {
        InputStream in = secured.getInputStream();
        socket = secured;
        out = secured.getOutputStream();
        replies = new ReplyReader(in);
    }

    /** For what is no dialogue of lines and replies; buffered. To be used {@link #within} a time. */
    public InputStream in() throws IOException {
        return new BufferedInputStream(socket.getInputStream());
    }

    /** The plain socket below. */
    public Socket raw() {
        return raw;
    }

    public InetSocketAddress remote() {
        return (InetSocketAddress) raw.getRemoteSocketAddress();
    }

    /** Closes it under whoever uses it. */
    public void cut(String why) {
        if (cut.isEmpty()) {
            cut = why;
        }
        close();
    }

    public boolean isSecured() {
        return socket != raw;
    }

    /** At once: a close_notify might wait for a peer that does not read. */
    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            cut = cut.isEmpty() ? e.toString() : cut;
        }
    }
}
