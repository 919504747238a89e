package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the stored wakes, and shows those that are due to the scheduler as long as it has room for their lanes.
 *
 * <p>It goes through them by time, for each kind of lane, and goes on where it stopped: what is due and has no room is not read again and again.
 */
final class Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final Duration READ_AGAIN = Duration.ofSeconds(2);
    private static final long LONGEST_SLEEP = TimeUnit.MINUTES.toMillis(1);

    /** Who takes lanes into memory. */
    interface Rooms {
        /** How many lanes of a kind could be taken now. */
        int room(Lane.Kind kind);

        /** Takes a lane; false when there is no room for it. */
        boolean wake(byte[] wake);
    }

    private static final class Reading {
        byte @Nullable [] after;
        /** There may be more after {@link #after}. */
        boolean more = true;
        /** There is something before it. */
        boolean again;
    }

    private final Waiting waiting;
    private final Rooms rooms;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    // Under the lock.
    private final Map<Lane.Kind, Reading> readings = new EnumMap<>(Lane.Kind.class);
    private boolean looking;
    private boolean lookAgain;
    private boolean stopped;
    private @Nullable ScheduledFuture<?> alarm;
    private Instant alarmAt = Instant.MAX;

    Lookout(Waiting waiting, Rooms rooms, InstantSource clock, ScheduledThreadPoolExecutor timer) {
        this.waiting = waiting;
        this.rooms = rooms;
        this.clock = clock;
        this.timer = timer;
        for (Lane.Kind kind : Lane.Kind.values()) {
            readings.put(kind, new Reading());
        }
    }

    /** A wake was written, for a lane that was not pinned. */
    void woken(byte[] wake) {
        Instant time = Instant.ofEpochSecond(Keys.secondOf(wake));
        boolean isLater = time.isAfter(clock.instant());
        if (isLater || !rooms.wake(wake)) {
            lock.lock();
            try {
                Reading reading = readings.get(Keys.kindOf(Keys.laneOf(wake)));
                // Also one that is due later stands before what was read, after the clock was set back.
                reading.again |= !isLater || reading.after != null && Arrays.compareUnsigned(wake, reading.after) <= 0;
            } finally {
                lock.unlock();
            }
        }
        if (isLater) {
            at(time);
        }
    }

    /** There is room for a lane: those who wait for one are looked for. */
    void roomy() {
        lock.lock();
        try {
            if (readings.values().stream().noneMatch(reading -> reading.more || reading.again)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        now();
    }

    /** Looks at a time. */
    void at(Instant time) {
        Instant now = clock.instant();
        if (!time.isAfter(now)) {
            due();
            return;
        }
        lock.lock();
        try {
            if (stopped || !time.isBefore(alarmAt)) {
                return;
            }
            if (alarm != null) {
                alarm.cancel(false);
            }
            alarmAt = time;
            alarm = timer.schedule(
                    this::due, Math.min(Target.millis(now, time) + 1, LONGEST_SLEEP), TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    /** Time has passed: there may be more. */
    void due() {
        lock.lock();
        try {
            alarmAt = Instant.MAX;
            readings.values().forEach(reading -> reading.more = true);
        } finally {
            lock.unlock();
        }
        now();
    }

    private void now() {
        lock.lock();
        try {
            lookAgain = true;
            if (looking || stopped) {
                return;
            }
            looking = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("queue-look").start(this::look);
    }

    private void look() {
        while (true) {
            lock.lock();
            try {
                if (!lookAgain || stopped) {
                    looking = false;
                    idle.signalAll();
                    return;
                }
                lookAgain = false;
            } finally {
                lock.unlock();
            }
            Instant now = clock.instant();
            try {
                for (Lane.Kind kind : Lane.Kind.values()) {
                    read(kind, now);
                    Instant next = waiting.nextWake(kind, now);
                    if (next != null) {
                        at(next);
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=queue-unread reason=\"{}\"", e.toString());
                at(now.plus(READ_AGAIN));
            }
        }
    }

    private void read(Lane.Kind kind, Instant now) throws IOException {
        while (true) {
            byte[] after;
            lock.lock();
            try {
                Reading reading = readings.get(kind);
                if (!reading.more && reading.again) {
                    reading.again = false;
                    reading.more = true;
                    reading.after = null;
                }
                if (!reading.more) {
                    return;
                }
                reading.more = false;
                after = reading.after;
            } finally {
                lock.unlock();
            }
            int room = rooms.room(kind);
            if (room <= 0) {
                goOn(kind, after, true);
                return;
            }
            List<byte[]> wakes = new ArrayList<>();
            waiting.wakes(kind, after, now, (key, value) -> {
                wakes.add(key);
                return wakes.size() < room;
            });
            byte[] last = after;
            boolean isFull = false;
            for (byte[] wake : wakes) {
                if (!rooms.wake(wake)) {
                    isFull = true;
                    break;
                }
                last = wake;
            }
            goOn(kind, last, isFull || wakes.size() == room);
            if (isFull) {
                return;
            }
        }
    }

    private void goOn(Lane.Kind kind, byte @Nullable [] after, boolean isMore) {
        lock.lock();
        try {
            Reading reading = readings.get(kind);
            reading.after = after;
            reading.more |= isMore;
        } finally {
            lock.unlock();
        }
    }

    /** Looks no more; waits for a look that is under way. */
    void close(Duration drain) {
        lock.lock();
        try {
            stopped = true;
            long left = drain.toNanos();
            while (looking && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
