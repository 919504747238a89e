package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what waits in a shard: all of it once, after the start, and what waited for a time when that has come. */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long RETRY_MILLIS = 1_000;
    /** So long at most it sleeps while something waits: the clock may be set. Looking costs nothing. */
    private static final long MOST_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Requests requests;
    private final Requests.Visitor visitor;
    private final Asides asides;
    private final LongSupplier clock;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier isStopped;
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private boolean surveyed;
    private long firstDue = Long.MAX_VALUE;
    private boolean running;
    private boolean again;
    private boolean failing;
    private @Nullable Future<?> alarm;

    Keeper(
            Requests requests,
            Requests.Visitor visitor,
            Asides asides,
            LongSupplier clock,
            ScheduledExecutorService timer,
            BooleanSupplier isStopped) {
        this.requests = requests;
        this.visitor = visitor;
        this.asides = asides;
        this.clock = clock;
        this.timer = timer;
        this.isStopped = isStopped;
    }

    Requests requests() {
        return requests;
    }

    /** Something is not to be worked on before {@code due}. */
    void delayed(long due) {
        boolean sooner;
        lock.lock();
        try {
            sooner = due < firstDue;
            firstDue = Math.min(firstDue, due);
        } finally {
            lock.unlock();
        }
        if (sooner) {
            look();
        }
    }

    /** Looks whether there is something to find, and if so, has it found. */
    void look() {
        lock.lock();
        try {
            long left = firstDue - clock.getAsLong();
            if (surveyed && !again && left > 0) {
                if (firstDue != Long.MAX_VALUE) {
                    later(Math.min(left, MOST_MILLIS));
                }
                return;
            }
            if (running) {
                again = true;
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("outbox-" + requests.shard().id().name()).start(this::find);
    }

    /** Under the lock. */
    private void later(long millis) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarm = timer.schedule(this::look, millis, TimeUnit.MILLISECONDS);
    }

    private void find() {
        boolean found = false;
        try {
            if (!surveyed) {
                requests.survey(visitor);
                asides.count(requests);
            }
            while (!isStopped.getAsBoolean() && requests.ripen(clock.getAsLong(), visitor) > 0) {
                LOG.debug("event=outbox-ripe shard={}", requests.shard().id().name());
            }
            lock.lock();
            try {
                // What is added from now on is heard of.
                firstDue = Long.MAX_VALUE;
            } finally {
                lock.unlock();
            }
            delayed(requests.firstDue());
            found = true;
        } catch (IOException | RuntimeException | LinkageError e) {
            if (!failing && !isStopped.getAsBoolean()) {
                LOG.warn(
                        "event=outbox-unread shard={} reason=\"{}\"",
                        requests.shard().id().name(),
                        e.toString());
            }
        }
        lock.lock();
        try {
            running = false;
            again = !found;
            surveyed |= found;
            failing = !found;
            if (!found) {
                later(RETRY_MILLIS);
                return;
            }
        } finally {
            lock.unlock();
        }
        look();
    }

    /** Whether it knows what waits. */
    boolean isSurveyed() {
        lock.lock();
        try {
            return surveyed && !failing;
        } finally {
            lock.unlock();
        }
    }
}
