package org.mailbay.store.engine.search;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts want a feeder: those that somebody is searching first, then those that are as far behind as they may be, then the others,
 * which wait while there is a {@link Rush}. An account is with one feeder at a time.
 */
final class Agenda {
    /** Where an account is. */
    enum State {
        IDLE,
        /** In a queue. */
        READY,
        /** Waits for a time. */
        LATER,
        /** With a feeder. */
        TAKEN,
        /** With a feeder, and wanted again. */
        AGAIN
    }

    private record Later(Progress progress, long nanos) {}

    /** How often it is looked whether a rush is over. */
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final ArrayDeque<Progress> urgent = new ArrayDeque<>();
    private final ArrayDeque<Progress> overdue = new ArrayDeque<>();
    private final ArrayDeque<Progress> ready = new ArrayDeque<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::nanos));

    private final BooleanSupplier rush;
    private final long lagNanos;

    /**
     * @param rush whether there is a {@link Rush}
     * @param lagNanos how long an account waits for its end
     */
    Agenda(BooleanSupplier rush, long lagNanos) {
        this.rush = rush;
        this.lagNanos = lagNanos;
    }

    /** Wants the account in {@code nanos}, when nobody wants it yet. */
    void add(Progress progress, long nanos) {
        if (progress.state == State.LATER || progress.state == State.READY || progress.state == State.AGAIN) {
            return;
        }
        lock.lock();
        try {
            switch (progress.state) {
                case IDLE -> put(progress, nanos);
                case TAKEN -> progress.state = State.AGAIN;
                case READY, LATER, AGAIN -> {}
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wants the account before all others. */
    void hurry(Progress progress) {
        lock.lock();
        try {
            progress.urgent = true;
            switch (progress.state) {
                case TAKEN -> progress.state = State.AGAIN;
                case AGAIN -> {}
                case IDLE, READY, LATER -> put(progress, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wants the account whatever rush there is, until there is nothing left to do for it. */
    void press(Progress progress) {
        lock.lock();
        try {
            progress.isOverdue = true;
            switch (progress.state) {
                case TAKEN -> progress.state = State.AGAIN;
                case AGAIN -> {}
                case IDLE, READY, LATER -> put(progress, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A place in a queue counts only while the state says so: an account may stand in several. */
    private void put(Progress progress, long nanos) {
        if (progress.since == 0) {
            progress.since = System.nanoTime() | 1;
        }
        if (nanos > 0 && !progress.urgent) {
            progress.state = State.LATER;
            later.add(new Later(progress, System.nanoTime() + nanos));
        } else {
            progress.state = State.READY;
            (progress.urgent ? urgent : progress.isOverdue ? overdue : ready).add(progress);
        }
        wanted.signal();
    }

    /** The next account, now the caller's until {@link #done}; null after {@code nanos}. */
    @Nullable
    Progress take(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            while (true) {
                Progress next = poll();
                if (next != null) {
                    next.state = State.TAKEN;
                    return next;
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                Later first = later.peek();
                long most = ready.isEmpty() ? left : Math.min(left, LOOK_NANOS);
                wanted.awaitNanos(first == null ? most : Math.min(most, first.nanos() - System.nanoTime()));
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Progress poll() {
        Progress first = poll(urgent);
        if (first == null) {
            first = poll(overdue);
        }
        if (first != null) {
            return first;
        }
        while (!later.isEmpty() && later.peek().nanos() - System.nanoTime() <= 0) {
            Progress due = later.poll().progress();
            if (due.state == State.LATER) {
                due.state = State.READY;
                ready.add(due);
            }
        }
        while (!ready.isEmpty() && ready.peek().state != State.READY) {
            ready.remove();
        }
        Progress oldest = ready.peek();
        boolean waits = oldest == null || rush.getAsBoolean() && System.nanoTime() - oldest.since < lagNanos;
        return waits ? null : ready.poll();
    }

    private static @Nullable Progress poll(ArrayDeque<Progress> queue) {
        while (!queue.isEmpty()) {
            Progress next = queue.poll();
            if (next.state == State.READY) {
                return next;
            }
        }
        return null;
    }

    /** Gives it back; it is wanted again at once. */
    void more(Progress progress) {
        lock.lock();
        try {
            put(progress, 0);
        } finally {
            lock.unlock();
        }
    }

    /** Gives it back after a failure; it is wanted again in {@code nanos}, whoever is in a hurry. */
    void retry(Progress progress, long nanos) {
        lock.lock();
        try {
            progress.urgent = false;
            put(progress, nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Gives it back; there is nothing left to do, unless it was wanted again. */
    void done(Progress progress) {
        lock.lock();
        try {
            progress.isOverdue = false;
            progress.since = 0;
            if (progress.state == State.AGAIN) {
                put(progress, 0);
            } else {
                progress.urgent = false;
                progress.state = State.IDLE;
            }
        } finally {
            lock.unlock();
        }
    }
}
