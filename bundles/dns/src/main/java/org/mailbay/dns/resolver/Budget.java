package org.mailbay.dns.resolver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one question may cost: it travels through dnsjava as the executor of its steps, so that keys and delegations that a proof needs are charged to the question that needs them.
 *
 * <p>Without it one signed answer could make us ask without end (the attacks of CVE-2023-50387 and CVE-2023-50868).
 */
final class Budget implements Executor {
    private final Executor threads;
    private final long end;
    private final AtomicInteger left;
    private volatile String from = "";

    Budget(Executor threads, Duration time, int exchanges) {
        this.threads = threads;
        this.end = System.nanoTime() + time.toNanos();
        this.left = new AtomicInteger(exchanges);
    }

    @Override
    public void execute(Runnable step) {
        threads.execute(step); // always a class of the JDK: ADR 23
    }

    /** Takes one exchange; throws when there is none, or no time. */
    void spend() throws IOException {
        if (left.getAndDecrement() <= 0) {
            throw new IOException("it would take too many questions");
        }
        remaining(Duration.ofMillis(1));
    }

    /** Until then at most: the time left, but no more than {@code most}; throws when none is left. */
    Duration remaining(Duration most) throws InterruptedIOException {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
            throw new InterruptedIOException("no answer in time");
        }
        return nanos < most.toNanos() ? Duration.ofNanos(nanos) : most;
    }

    /** Which server answered last. */
    String from() {
        return from;
    }

    void answeredBy(String server) {
        from = server;
    }
}
