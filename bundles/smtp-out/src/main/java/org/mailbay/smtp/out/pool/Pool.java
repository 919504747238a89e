package org.mailbay.smtp.out.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.dialogue.Peer;
import org.mailbay.smtp.out.dialogue.Session;

/** Keeps idle sessions for a while, so many and no longer. Any thread. */
public final class Pool implements AutoCloseable {
    /** After which a server deserves another connection, and a balancer another choice. */
    private static final Duration FAREWELL = Duration.ofSeconds(6);

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private final int most;
    private final int mostMessages;
    private final Duration idle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Peer, Deque<Idle>> idles = new LinkedHashMap<>();
    private int count;
    private boolean isClosed;

    private record Idle(Session session, long sinceNanos) {}

    /** Threads that say good-bye, and this. */
    private final Phaser leaving = new Phaser(1);

    /**
     * An empty one.
     *
     * @param most sessions that may wait; 0: each is closed after its message
     * @param mostMessages on one session
     * @param idle for how long one may wait
     */
    public Pool(int most, int mostMessages, Duration idle) {
        this.most = most;
        this.mostMessages = mostMessages;
        this.idle = idle;
    }

    /** A session with this peer; the one that was used last. Null when there is none. */
    public @Nullable Session take(Peer peer) {
        while (true) {
            Session session = last(peer);
            if (session == null || session.isReusable(mostMessages)) {
                return session;
            }
            session.close();
        }
    }

    private @Nullable Session last(Peer peer) {
        lock.lock();
        try {
            Deque<Idle> waiting = idles.get(peer);
            if (waiting == null) {
                return null;
            }
            Idle last = waiting.removeLast();
            count--;
            if (waiting.isEmpty()) {
                idles.remove(peer);
            }
            return last.session();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a session back, or says good-bye on it. */
    public void give(Peer peer, Session session) {
        if (session.isReusable(mostMessages) && session.age().compareTo(LONGEST_LIFE) < 0 && isKept(peer, session)) {
            return;
        }
        leave(session);
    }

    private boolean isKept(Peer peer, Session session) {
        lock.lock();
        try {
            if (isClosed || count >= most) {
                return false;
            }
            idles.computeIfAbsent(peer, key -> new ArrayDeque<>()).addLast(new Idle(session, System.nanoTime()));
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Says good-bye to those that have waited long enough; returns at once. */
    public void sweep() {
        lock.lock();
        List<Session> old;
        try {
            old = remove(System.nanoTime() - idle.toNanos());
        } finally {
            lock.unlock();
        }
        old.forEach(this::leave);
    }

    private List<Session> remove(long beforeNanos) {
        List<Session> old = new ArrayList<>();
        for (Iterator<Deque<Idle>> all = idles.values().iterator(); all.hasNext(); ) {
            Deque<Idle> waiting = all.next();
            while (!waiting.isEmpty() && waiting.getFirst().sinceNanos() - beforeNanos <= 0) {
                old.add(waiting.removeFirst().session());
                count--;
            }
            if (waiting.isEmpty()) {
                all.remove();
            }
        }
        return old;
    }

    private void leave(Session session) {
        leaving.register();
        Thread.ofVirtual().name("smtp-out-quit").start(() -> {
            try {
                session.quit();
            } finally {
                leaving.arriveAndDeregister();
            }
        });
    }

    /** How many wait. */
    public int size() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Says good-bye on all of them, and on every one that comes back from now on; waits until that is said, for some seconds at most. */
    @Override
    public void close() {
        lock.lock();
        List<Session> all;
        try {
            isClosed = true;
            all = remove(System.nanoTime());
        } finally {
            lock.unlock();
        }
        all.forEach(this::leave);
        int phase = leaving.arrive();
        try {
            leaving.awaitAdvanceInterruptibly(phase, FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            all.forEach(Session::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
