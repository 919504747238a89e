package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does chores when they are due, one after the other, on one thread of its own. */
final class Chores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final long RETRY_MILLIS = Duration.ofMinutes(15).toMillis();
    private static final long LONGEST_SLEEP = Duration.ofMinutes(1).toMillis();
    /** A part of a round of {@link Scrubbing} that takes a century is about a week. */
    private static final long LONGEST_WAIT = Duration.ofDays(10).toMillis();

    private static final Duration STOP = Duration.ofSeconds(20);

    private final Map<Chore, Long> due = new LinkedHashMap<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean stopped;
    private boolean woken;
    private Thread thread = Thread.ofPlatform().unstarted(() -> {});

    /** @param first when each is due first, in milliseconds since 1970 */
    Chores(List<Chore> chores, InstantSource clock, long first) {
        this.clock = clock;
        chores.forEach(chore -> due.put(chore, first));
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("store-upkeep").start(this::run);
    }

    private void run() {
        while (!stopped) {
            long next = tick();
            sleep(Math.clamp(next - clock.millis(), 1, LONGEST_SLEEP), true);
        }
    }

    /** Does a piece of each that is due; says when the next one will be. */
    long tick() {
        if (isWoken()) {
            due.replaceAll((chore, time) -> 0L);
        }
        for (Map.Entry<Chore, Long> entry : due.entrySet()) {
            long now = clock.millis();
            // A clock that was set back must not keep chores waiting for longer than they can ask.
            if (!stopped && (entry.getValue() <= now || entry.getValue() > now + LONGEST_WAIT)) {
                entry.setValue(step(entry.getKey(), now));
            }
        }
        return due.values().stream().mapToLong(time -> time).min().orElse(Long.MAX_VALUE);
    }

    private boolean isWoken() {
        lock.lock();
        try {
            boolean was = woken;
            woken = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    private long step(Chore chore, long now) {
        try {
            long next = chore.step(now);
            if (failures.remove(chore.name()) != null) {
                LOG.info("event=chore-recovered chore={}", chore.name());
            }
            return next;
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!stopped && !why.equals(failures.put(chore.name(), why))) {
                LOG.warn("event=chore-failed chore={} reason=\"{}\"", chore.name(), why, e);
            }
            return now + RETRY_MILLIS;
        }
    }

    /** What fails, by chore, and why. */
    Map<String, String> failures() {
        return Map.copyOf(failures);
    }

    /** Makes all chores due. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** Waits; less long when it is stopped. */
    void sleep(long millis) {
        sleep(millis, false);
    }

    private void sleep(long millis, boolean wakes) {
        lock.lock();
        try {
            if (!stopped && !(wakes && woken)) {
                changed.await(millis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the piece that is being done end, within a bound. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(STOP)) {
                LOG.warn("event=drain-incomplete what=upkeep");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
