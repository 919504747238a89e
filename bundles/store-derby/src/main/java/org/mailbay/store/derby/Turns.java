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
 * Whose turn it is: batches wait here, in order, until no scan looks at their accounts; scans wait while a batch of theirs is carried out.
 *
 * <p>Owned by nobody's thread: a turn may be given back by another thread than took it.
 */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Pending> waiting = new ArrayDeque<>();

    /** Per stripe; the last is for all stripes at once. */
    private final int[] reading = new int[Stripes.COUNT + 1];

    private final int[] writing = new int[Stripes.COUNT + 1];
    private final int[] announced = new int[Stripes.COUNT + 1];
    private int readingAny;
    private int writingAny;
    private int announcedAny;
    private final Duration patience;
    private boolean closed;

    /** With how long a batch or a scan waits at most. */
    Turns(Duration patience) {
        this.patience = patience;
    }

    /** Adds a batch. */
    void add(Pending pending) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the shard is closed");
            }
            waiting.addLast(pending);
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
                if (!group.isEmpty()) {
                    return group;
                }
                if (waiting.isEmpty()) {
                    if (closed) {
                        return group;
                    }
                    changed.awaitUninterruptibly();
                } else {
                    await(Duration.ofMillis(100).toNanos());
                }
            }
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

    private List<Pending> collect(int most) {
        List<Pending> group = new ArrayList<>();
        List<Stripes> overtaken = new ArrayList<>();
        for (Iterator<Pending> all = waiting.iterator(); all.hasNext() && group.size() < most; ) {
            Pending pending = all.next();
            Stripes stripes = pending.stripes();
            if (!busy(stripes, reading, readingAny)
                    && !busy(stripes, writing, writingAny)
                    && !stripes.meets(overtaken)) {
                all.remove();
                group.add(pending);
                if (pending.announced) {
                    announcedAny += count(stripes, announced, -1);
                }
            } else if (pending.age() > patience.toNanos()) {
                all.remove();
                if (pending.announced) {
                    announcedAny += count(stripes, announced, -1);
                    changed.signalAll();
                }
                pending.fail(new IOException("scans have held its accounts for " + patience.toSeconds() + " seconds"));
            } else {
                overtaken.add(stripes);
                if (!pending.announced) {
                    pending.announced = true;
                    announcedAny += count(stripes, announced, 1);
                }
            }
        }
        for (Pending pending : group) {
            writingAny += count(pending.stripes(), writing, 1);
        }
        return group;
    }

    /** Gives the turns of a group back. */
    void done(List<Pending> group) {
        lock.lock();
        try {
            for (Pending pending : group) {
                writingAny += count(pending.stripes(), writing, -1);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no batch is carried out, or has waited longer, in these accounts. */
    void read(Stripes stripes) throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (busy(stripes, writing, writingAny) || busy(stripes, announced, announcedAny)) {
                if (closed) {
                    throw new IOException("the shard is closed");
                }
                if (left <= 0) {
                    throw new IOException("commits have held the account for " + patience.toSeconds() + " seconds");
                }
                left = await(left);
            }
            readingAny += count(stripes, reading, 1);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a scan's turn back. */
    void unread(Stripes stripes) {
        lock.lock();
        try {
            readingAny += count(stripes, reading, -1);
            changed.signalAll();
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
            waiting.forEach(pending -> pending.fail(why));
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean busy(Stripes stripes, int[] counts, int any) {
        return stripes.all()
                ? any > 0
                : counts[Stripes.COUNT] > 0 || Arrays.stream(stripes.set()).anyMatch(stripe -> counts[stripe] > 0);
    }

    /** Counts in or out; returns by how much the sum changes. */
    private static int count(Stripes stripes, int[] counts, int by) {
        if (stripes.all()) {
            counts[Stripes.COUNT] += by;
        } else {
            for (int stripe : stripes.set()) {
                counts[stripe] += by;
            }
        }
        return by;
    }
}
