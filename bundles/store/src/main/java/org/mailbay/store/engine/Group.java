package org.mailbay.store.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.spi.Batch;

/** Transactions that are committed by one batch. Filled by one leader; then only looked at. */
final class Group {
    /** Rows left for the head. */
    private static final int RESERVE = 8;

    private static final int ENOUGH_ROWS = 1_000;
    private static final int ENOUGH_CALLS = 256;
    private static final long ENOUGH_BYTES = 4 << 20;

    /** Rows that one transaction may have. */
    static final int MAX_ROWS = Batch.MAX_CHANGES - RESERVE;

    /**
     * A transaction that ran.
     *
     * @param names of the types it changed
     * @param asked of outboxes
     */
    record Done(Image image, LogEntry entry, Set<String> names, Pending rows, List<Asked> asked) {}

    private final Image base;
    private final Pending pending;
    private final List<Call<?, ?>> calls = new ArrayList<>();
    private final List<Done> done = new ArrayList<>();
    private Image image;

    private volatile boolean over;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread waiter;

    Group(Image base, @Nullable Pending before) {
        this.base = base;
        this.image = base;
        pending = new Pending(before);
    }

    /** What it builds on. */
    Image base() {
        return base;
    }

    /** The account after it. */
    Image image() {
        return image;
    }

    Pending pending() {
        return pending;
    }

    List<Done> transactions() {
        return done;
    }

    List<Call<?, ?>> calls() {
        return calls;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    boolean hasRoom() {
        return calls.size() < ENOUGH_CALLS && pending.size() < ENOUGH_ROWS && pending.bytes() < ENOUGH_BYTES;
    }

    boolean fits(Done transaction) {
        return pending.size() + transaction.rows().size() <= MAX_ROWS;
    }

    /** Adds a call that wrote nothing. */
    void add(Call<?, ?> call) {
        calls.add(call);
    }

    void add(Call<?, ?> call, Done transaction) {
        calls.add(call);
        done.add(transaction);
        pending.putAll(transaction.rows());
        image = transaction.image();
    }

    /** Says how its commit ended. */
    void end(@Nullable Throwable why) {
        failure = why;
        over = true;
        LockSupport.unpark(waiter);
    }

    /** Waits for its end; for one thread. */
    @Nullable
    Throwable await() {
        boolean interrupted = false;
        waiter = Thread.currentThread();
        while (!over) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    /** Lets its callers go. */
    void release(@Nullable Throwable why) {
        for (Call<?, ?> call : calls) {
            call.done(why);
        }
    }
}
