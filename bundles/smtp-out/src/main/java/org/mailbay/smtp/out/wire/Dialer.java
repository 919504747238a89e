package org.mailbay.smtp.out.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Connects to the first of several addresses that answers (RFC 8305): the next one is tried when one fails, or after 250 ms. */
public final class Dialer {
    /** RFC 8305 §5. */
    private static final Duration STAGGER = Duration.ofMillis(250);

    private final Watchdog watchdog;
    private final Duration timeout;

    /** @param timeout of one connection */
    public Dialer(Watchdog watchdog, Duration timeout) {
        this.watchdog = watchdog;
        this.timeout = timeout;
    }

    /**
     * Where to and from where.
     *
     * @param source null for any
     */
    public record Candidate(
            InetSocketAddress address, @Nullable InetAddress source) {}

    /**
     * Connects.
     *
     * @throws IOException when no candidate answers, with what each of them said
     */
    public Wire connect(List<Candidate> candidates) throws IOException {
        if (candidates.size() == 1) {
            return new Wire(open(candidates.getFirst(), new Socket()), watchdog);
        }
        Race race = new Race();
        List<String> failures = new ArrayList<>();
        try {
            int started = 0;
            while (failures.size() < candidates.size()) {
                if (started < candidates.size()) {
                    race.start(candidates.get(started++));
                }
                Attempt done = started < candidates.size()
                        ? race.done.poll(STAGGER.toMillis(), TimeUnit.MILLISECONDS)
                        : race.done.take();
                if (done != null && done.socket != null) {
                    return new Wire(done.socket, watchdog);
                }
                if (done != null) {
                    failures.add(done.failure);
                }
            }
        } catch (InterruptedException e) {
            race.abandon();
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted");
        } finally {
            race.end();
        }
        throw new ConnectException(String.join("; ", failures));
    }

    private Socket open(Candidate candidate, Socket socket) throws IOException {
        try {
            if (candidate.source() != null) {
                socket.bind(new InetSocketAddress(candidate.source(), 0));
            }
            socket.connect(candidate.address(), Math.toIntExact(timeout.toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new ConnectException(text(candidate.address()) + ": " + e.getMessage());
        }
    }

    private static String text(InetSocketAddress address) {
        return "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
    }

    private record Attempt(@Nullable Socket socket, String failure) {}

    /** Connections that are being tried; who comes too late is closed. */
    private final class Race {
        final BlockingQueue<Attempt> done = new LinkedBlockingQueue<>();
        private final List<Socket> open = new ArrayList<>();
        private final ReentrantLock lock = new ReentrantLock();
        private boolean isOver;
        private @Nullable Socket winner;

        void start(Candidate candidate) {
            Socket socket = new Socket();
            lock.lock();
            try {
                open.add(socket);
            } finally {
                lock.unlock();
            }
            Thread.ofVirtual().name("smtp-out-dial").start(() -> run(candidate, socket));
        }

        private void run(Candidate candidate, Socket socket) {
            try {
                open(candidate, socket);
                if (isFirst(socket)) {
                    done.add(new Attempt(socket, ""));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                done.add(new Attempt(null, String.valueOf(e.getMessage())));
            }
        }

        private boolean isFirst(Socket socket) {
            lock.lock();
            try {
                if (isOver || winner != null) {
                    return false;
                }
                winner = socket;
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** Nobody waits for the first any more. */
        void abandon() {
            lock.lock();
            try {
                isOver = true;
                winner = null;
            } finally {
                lock.unlock();
            }
        }

        /** Closes all but the first. */
        void end() {
            lock.lock();
            try {
                isOver = true;
                for (Socket socket : open) {
                    if (socket != winner) {
                        closeQuietly(socket);
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
