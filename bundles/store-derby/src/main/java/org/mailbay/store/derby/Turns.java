package org.mailbay.store.derby;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is: batches wait here until no scan looks at their account; scans wait while a batch of their account is carried out.
 *
 * <p>Fair: a scan that waited goes before the next group, a batch that waited before later scans. Owned by nobody's thread: a turn may
 * be given back by another thread than took it. One thread takes groups.
 */
final class Turns {
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Pending> batches = new ArrayDeque<>();
    private final Deque<Scan> scans = new ArrayDeque<>();

    /** Per stripe: scans that look, batches that are carried out, batches that wait for a scan. */
    private final int[] reading = new int[Stripes.COUNT];

    private final int[] writing = new int[Stripes.COUNT];
    private final int[] announced = new int[Stripes.COUNT];
    private final Duration patience;
    private boolean closed;

    /** With how long a batch or a scan waits at most. */
    Turns(Duration patience) {
        this.patience = patience;
    }

    /** A scan that waits. */
    private static final class Scan {
        private final int[] stripes;
        private boolean granted;

        Scan(int[] stripes) {
            this.stripes = stripes;
        }
    }

    /** Adds a batch. */
    void add(Pending pending) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the shard is closed");
            }
            batches.addLast(pending);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the batches whose turn it is, at most {@code most}; waits for one. Empty when closed and nothing is left. */
    List<Pending> take(int most) {
        lock.lock();
        try {
            while (true) {
                List<Pending> group = collect(most);
                if (!group.isEmpty() || closed && batches.isEmpty()) {
                    return group;
                }
                if (batches.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else {
                    await(LOOK_NANOS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Pending> collect(int most) {
        List<Pending> group = new ArrayList<>();
        for (Iterator<Pending> all = batches.iterator(); all.hasNext() && group.size() < most; ) {
            Pending pending = all.next();
            int stripe = pending.stripe();
            boolean blocked = stripe != Stripes.NONE && reading[stripe] > 0;
            boolean late = blocked && pending.age() > patience.toNanos();
            if (blocked && !late) {
                announce(pending, true);
                continue;
            }
            all.remove();
            announce(pending, false);
            if (late) {
                pending.fail(new IOException("scans have held its account for " + patience.toSeconds() + " seconds"));
            } else {
                group.add(pending);
            }
        }
        for (Pending pending : group) {
            write(pending, 1);
        }
        grant();
        return group;
    }

    private void write(Pending pending, int by) {
        if (pending.stripe() != Stripes.NONE) {
            writing[pending.stripe()] += by;
        }
    }

    private void announce(Pending pending, boolean on) {
        if (pending.announced != on) {
            pending.announced = on;
            announced[pending.stripe()] += on ? 1 : -1;
        }
    }

    /** Gives the turns of a group back. */
    void done(List<Pending> group) {
        lock.lock();
        try {
            for (Pending pending : group) {
                write(pending, -1);
            }
            grant();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until no batch is carried out, or has waited longer, in these accounts.
     *
     * @param within whether the caller has a turn already: then a batch that waits for that one does not stop it
     */
    void read(int[] stripes, boolean within) throws IOException {
        lock.lock();
        try {
            if (free(stripes, within)) {
                look(stripes, 1);
                return;
            }
            Scan scan = new Scan(stripes);
            scans.addLast(scan);
            long left = patience.toNanos();
            while (!scan.granted && !closed && left > 0) {
                left = await(left);
            }
            if (!scan.granted) {
                scans.remove(scan);
                throw new IOException(
                        closed
                                ? "the shard is closed"
                                : "commits have held the account for " + patience.toSeconds() + " seconds");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a scan's turn back. */
    void unread(int[] stripes) {
        lock.lock();
        try {
            look(stripes, -1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void look(int[] stripes, int by) {
        for (int stripe : stripes) {
            reading[stripe] += by;
        }
    }

    private boolean free(int[] stripes, boolean within) {
        return Arrays.stream(stripes).noneMatch(stripe -> writing[stripe] > 0 || !within && announced[stripe] > 0);
    }

    /** Lets scans go that can. */
    private void grant() {
        boolean any = false;
        for (Iterator<Scan> all = scans.iterator(); all.hasNext(); ) {
            Scan scan = all.next();
            if (free(scan.stripes, false)) {
                all.remove();
                look(scan.stripes, 1);
                scan.granted = true;
                any = true;
            }
        }
        if (any) {
            changed.signalAll();
        }
    }

    /** Batches that wait, for the writer or for scans. */
    int waiting() {
        lock.lock();
        try {
            return batches.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more batches; those that wait are still carried out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails what still waits. */
    void abandon(IOException why) {
        lock.lock();
        try {
            closed = true;
            batches.forEach(pending -> pending.fail(why));
            batches.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits without regard to interrupts. */
    private long await(long nanos) {
        boolean interrupted = Thread.interrupted();
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException later) {
            interrupted = true;
            return nanos;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
