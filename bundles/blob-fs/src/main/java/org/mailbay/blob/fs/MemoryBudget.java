package org.mailbay.blob.fs;

import java.util.concurrent.atomic.AtomicLong;

/** What all open sinks of a shard together keep in memory, in bytes. */
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Whether {@code bytes} more may be kept; they are then counted. */
    boolean take(long bytes) {
        long now = used.addAndGet(bytes);
        if (now > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
