package org.mailbay.blob.fs;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts who is in the middle of something, so that closing can wait for them. Any thread. */
final class Uses {
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
    private volatile boolean draining;
    private volatile boolean ended;

    /** Begins a use; {@link #end} it. Refused once closing has begun. */
    void begin() throws IOException {
        count.incrementAndGet();
        if (draining) {
            end();
            throw closed();
        }
    }

    /** Begins a short use, for as long as {@link #check} lets it. */
    void beginShort() throws IOException {
        check();
        count.incrementAndGet();
    }

    void end() {
        if (count.decrementAndGet() == 0 && draining) {
            drained.complete(null);
        }
    }

    /** Refuses after the end; what began before may go on until then. */
    void check() throws IOException {
        if (ended) {
            throw closed();
        }
    }

    /** For work that takes long: refuses as soon as closing has begun. */
    void checkGoingOn() throws IOException {
        if (draining) {
            throw closed();
        }
    }

    boolean isEnded() {
        return ended;
    }

    int left() {
        return count.get();
    }

    /** Ends it once nobody uses it any more, or {@code most} has passed. */
    void drain(Duration most) {
        draining = true;
        if (count.get() > 0) {
            drained.completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        ended = true;
    }

    static IOException closed() {
        return new IOException("the blob store is closed");
    }
}
