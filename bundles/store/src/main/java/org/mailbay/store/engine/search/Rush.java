package org.mailbay.store.engine.search;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whether so much is written just now that indexing had better wait. */
final class Rush {
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
    /** How long it is taken to last. */
    private static final long LAST_NANOS = Duration.ofMillis(500).toNanos();

    private final int perLook;
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile long until = System.nanoTime();

    /** @param perSecond commits from which on it is one; 0 for never */
    Rush(long perSecond) {
        perLook = perSecond == 0
                ? Integer.MAX_VALUE
                : Math.clamp(perSecond * LOOK_NANOS / 1_000_000_000, 1, Integer.MAX_VALUE);
    }

    /** Another commit. */
    void committed() {
        int count = commits.incrementAndGet();
        long now = System.nanoTime();
        long before = looked.get();
        if (now - before >= LOOK_NANOS && looked.compareAndSet(before, now)) {
            commits.addAndGet(-count);
            if (count * (double) LOOK_NANOS / (now - before) >= perLook) {
                until = now + LAST_NANOS;
            }
        }
    }

    boolean isOn() {
        return System.nanoTime() - until < 0;
    }
}
