package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One writer at a time for an account, and one commit for many writers.
 *
 * <p>Callers queue; the first becomes the leader and runs everybody's work, in order, on an image that is not yet published. While
 * its group is committed the next leader runs the next group upon it, and commits when the first is through: if that fails, so does
 * the next, and the account is loaded anew. A work that throws waits for its group too: what it saw may not have come true.
 */
final class Writer {
    private final Space space;
    private final ReentrantLock lock = new ReentrantLock();

    /** Under the lock, as the fields below. */
    private final ArrayDeque<Call<?, ?>> queue = new ArrayDeque<>();

    private boolean led;
    private @Nullable Group flying;
    /** A commit failed: what the records hold is to be seen. */
    private boolean stale;

    /** Who runs work; to refuse a write from within. */
    private volatile @Nullable Thread runner;

    Writer(Space space) {
        this.space = space;
    }

    /** Sees {@code call} through; leads if nobody does. */
    void submit(Call<?, ?> call) {
        if (runner == Thread.currentThread()) {
            throw new IllegalStateException("write from within a write");
        }
        boolean first;
        lock.lock();
        try {
            queue.add(call);
            first = !led;
            led = true;
        } finally {
            lock.unlock();
        }
        if (first || call.await() == Call.State.LEADS) {
            lead();
        }
    }

    /** Does {@code action} if nobody is writing or about to. */
    boolean ifIdle(Runnable action) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (led || flying != null) {
                return false;
            }
            action.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A transaction that did not fit into its group begins the next. */
    private record Carried(Call<?, ?> call, Group.Done done) {}

    private void lead() {
        Carried carried = null;
        do {
            Group before = flying();
            Group group;
            try {
                group = begin(before);
            } catch (IOException | RuntimeException | Error e) {
                fail(e, carried);
                return;
            }
            if (carried != null) {
                group.add(carried.call(), carried.done());
                carried = null;
            }
            carried = fill(group, before == null);
            Throwable failure = before == null ? null : before.await();
            if (failure != null) {
                if (carried != null) {
                    group.add(carried.call());
                }
                handOver(null);
                group.release(failure);
                return;
            }
            if (before != null) {
                group.pending().alone();
                if (carried == null) {
                    carried = fill(group, true);
                }
            }
            if (carried == null) {
                // Without transactions there is nothing to build on, and what ran alone may have changed the account.
                handOver(group.transactions().isEmpty() ? null : group);
            } else {
                fly(group);
            }
            Throwable failed = commit(group);
            if (failed != null && carried != null) {
                handOver(null);
                carried.call().done(failed);
                return;
            }
        } while (carried != null);
    }

    private @Nullable Group flying() {
        lock.lock();
        try {
            return flying;
        } finally {
            lock.unlock();
        }
    }

    private Group begin(@Nullable Group before) throws IOException {
        if (before != null) {
            return new Group(before.image(), before.pending());
        }
        if (stale) {
            space.reload();
            stale = false;
        }
        return new Group(space.image(), null);
    }

    /** Runs what is queued while there is room; gives back a transaction that did not fit. */
    private @Nullable Carried fill(Group group, boolean mayBeAlone) {
        while (group.hasRoom()) {
            Call<?, ?> call;
            lock.lock();
            try {
                call = queue.peek();
                if (call == null || call.isAlone() && !(mayBeAlone && group.isEmpty())) {
                    return null;
                }
                queue.remove();
            } finally {
                lock.unlock();
            }
            if (call.isAlone()) {
                call.run(null);
                group.add(call);
                return null;
            }
            Group.Done done = run(call, group);
            if (done == null) {
                group.add(call);
            } else if (group.fits(done)) {
                group.add(call, done);
            } else {
                return new Carried(call, done);
            }
        }
        return null;
    }

    /** Null when it wrote nothing. */
    private Group.@Nullable Done run(Call<?, ?> call, Group group) {
        Tx tx = new Tx(space, group.image(), group.pending());
        runner = Thread.currentThread();
        try {
            return call.run(tx) ? tx.finish() : null;
        } catch (IOException | RuntimeException | Error e) {
            call.refuse(e);
            return null;
        } finally {
            runner = null;
            tx.close();
        }
    }

    private void fly(@Nullable Group group) {
        lock.lock();
        try {
            flying = group;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the next in the queue lead, while {@code group} is committed. */
    private void handOver(@Nullable Group group) {
        Call<?, ?> next;
        lock.lock();
        try {
            if (group != null) {
                flying = group;
            }
            next = queue.peek();
            led = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.lead();
        }
    }

    /** How it failed; null when it did not. */
    private @Nullable Throwable commit(Group group) {
        Throwable failure = null;
        try {
            if (!group.transactions().isEmpty()) {
                space.commit(group);
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        lock.lock();
        try {
            if (failure != null) {
                stale = true;
            }
            if (flying == group) {
                flying = null;
            }
        } finally {
            lock.unlock();
        }
        group.end(failure);
        group.release(failure);
        space.ask(group.transactions());
        if (failure == null) {
            space.announce(group.transactions());
        }
        return failure;
    }

    /** Fails everything that waits: the account cannot be read. */
    private void fail(Throwable why, @Nullable Carried carried) {
        List<Call<?, ?>> waiting;
        lock.lock();
        try {
            waiting = new ArrayList<>(queue);
            queue.clear();
            led = false;
        } finally {
            lock.unlock();
        }
        if (carried != null) {
            waiting.add(carried.call());
        }
        waiting.forEach(call -> call.done(why));
    }
}
