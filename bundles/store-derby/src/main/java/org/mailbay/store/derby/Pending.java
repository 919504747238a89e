package org.mailbay.store.derby;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;

/** A batch, or the wish for a lease, that waits to be carried out. */
final class Pending {
    /**
     * How it ended.
     *
     * @param failed the condition that did not hold
     * @param error what went wrong
     * @param token of the lease
     */
    record Outcome(
            Batch.@Nullable Condition failed, @Nullable Throwable error, long token) {
        static final Outcome DONE = new Outcome(null, null, 0);
    }

    private final Batch batch;
    private final @Nullable String leaseOwner;
    private final int stripe;
    private final long since = System.nanoTime();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /** Whether scans give way to it; used by {@link Turns} alone. */
    boolean announced;

    private Pending(Batch batch, @Nullable String leaseOwner) {
        this.batch = batch;
        this.leaseOwner = leaseOwner;
        stripe = Stripes.of(batch);
    }

    static Pending of(Batch batch) {
        return new Pending(batch, null);
    }

    static Pending lease(String owner) {
        return new Pending(Batch.builder().build(), owner);
    }

    Batch batch() {
        return batch;
    }

    @Nullable
    String leaseOwner() {
        return leaseOwner;
    }

    /** {@link Stripes#of}. */
    int stripe() {
        return stripe;
    }

    /** Nanoseconds since it came. */
    long age() {
        return System.nanoTime() - since;
    }

    void end(Outcome how) {
        outcome.complete(how);
    }

    void fail(Throwable error) {
        end(new Outcome(null, error, 0));
    }

    /** Waits, interrupted or not; returns the lease's token. */
    long await() throws PreconditionFailed, IOException {
        Outcome how = outcome.join();
        if (how.failed() != null) {
            throw new PreconditionFailed(how.failed());
        }
        if (how.error() != null) {
            throw new IOException("The commit failed: " + Reason.of(how.error()), how.error());
        }
        return how.token();
    }
}
