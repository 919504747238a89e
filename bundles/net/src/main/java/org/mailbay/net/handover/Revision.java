package org.mailbay.net.handover;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Protocol;

/** One revision of a protocol, counted: it can go when no session uses it. */
public final class Revision {
    private final Object key;
    private volatile Seniority seniority;
    private @Nullable Protocol protocol;
    private int users;
    private long sessions;
    private long failures;

    Revision(Object key, Seniority seniority, Protocol protocol) {
        this.key = key;
        this.seniority = seniority;
        this.protocol = protocol;
    }

    Object key() {
        return key;
    }

    Seniority seniority() {
        return seniority;
    }

    void promote(Seniority now) {
        seniority = now;
    }

    /** Enters: until {@link #leave}, the revision's classes stay. Null when it is going already. */
    public synchronized @Nullable Protocol enter() {
        if (protocol != null) {
            users++;
            sessions++;
        }
        return protocol;
    }

    /** What every {@link #enter} must be followed by, once. */
    public synchronized void leave() {
        users--;
        if (users == 0) {
            notifyAll();
        }
    }

    /** A session of it ended, or did not begin, by its own fault. */
    public synchronized void failed() {
        failures++;
    }

    synchronized long sessions() {
        return sessions;
    }

    synchronized long failures() {
        return failures;
    }

    /** No session enters any more. */
    synchronized void withdraw() {
        protocol = null;
    }

    synchronized int users() {
        return users;
    }

    /** Waits until nobody is inside. */
    synchronized boolean awaitUnused(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (users > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            } catch (InterruptedException e) {
                // The caller's wish to stop is kept for it; leaving now would pull the classes away under a running
                // session.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return users == 0;
    }
}
