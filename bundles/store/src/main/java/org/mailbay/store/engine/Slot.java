package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver opened, through the driver's comings and goings: never two open at once, never closed while in use.
 *
 * <p>Opened at first use. Users wait, within a bound, while there is no driver or its predecessor's work is still being closed.
 *
 * @param <D> the driver
 * @param <O> what it opens
 */
public final class Slot<D, O extends AutoCloseable> {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

    /** Opens. */
    interface Opener<D, O> {
        O open(D driver) throws IOException;
    }

    private final String name;
    private final Opener<D, O> opener;
    private final Duration wait;
    private final Duration drain;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private @Nullable D driver;
    private @Nullable O opened;
    private @Nullable D openedBy;
    private int users;
    /** Opening, or draining and closing: nobody else may. */
    private boolean busy;

    private boolean stopped;
    private @Nullable IOException failure;
    /** When opening began to fail, by {@code System.nanoTime()}; while {@link #failure} is not null. */
    private long failingSince;

    /** Who was interrupted while waiting. */
    private final Set<Thread> interrupts = new HashSet<>();

    Slot(String name, Opener<D, O> opener, Duration wait, Duration drain) {
        this.name = name;
        this.opener = opener;
        this.wait = wait;
        this.drain = drain;
    }

    /** Uses {@code newDriver} from now on; what another one opened is drained and closed first. */
    void bind(D newDriver) {
        lock.lock();
        try {
            driver = newDriver;
            changed.signalAll();
            if (opened != null && openedBy != newDriver) {
                close();
            }
        } finally {
            unlock();
        }
    }

    /** Says that {@link #bind} follows: nobody enters what another driver opened any more. */
    void announce(D newDriver) {
        lock.lock();
        try {
            driver = newDriver;
            changed.signalAll();
        } finally {
            unlock();
        }
    }

    /** Says that {@link #unbind} follows: nobody enters what {@code oldDriver} opened any more. */
    void forget(D oldDriver) {
        lock.lock();
        try {
            if (driver == oldDriver) {
                driver = null;
            }
        } finally {
            unlock();
        }
    }

    /** Lets go of {@code oldDriver}: when this returns, nobody is in what it opened, and that is closed. */
    void unbind(D oldDriver) {
        lock.lock();
        try {
            if (driver == oldDriver) {
                driver = null;
            }
            awaitIdle();
            if (openedBy == oldDriver) {
                close();
            }
        } finally {
            unlock();
        }
    }

    /** Closes for good. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            driver = null;
            changed.signalAll();
            awaitIdle();
            close();
        } finally {
            unlock();
        }
    }

    /** Why it cannot be opened; null when it can, or nobody tried. */
    @Nullable
    IOException failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            unlock();
        }
    }

    /** The driver; null while there is none. */
    public @Nullable D driver() {
        lock.lock();
        try {
            return driver;
        } finally {
            unlock();
        }
    }

    /** Whether a driver is there. */
    public boolean isPresent() {
        lock.lock();
        try {
            return driver != null;
        } finally {
            unlock();
        }
    }

    /** Takes it for use; each one must be given back by {@link #exit}. */
    public O enter() throws IOException {
        return enter(wait);
    }

    /** As {@link #enter()}, waiting no longer than {@code most}; opening may take longer. */
    public O enter(Duration most) throws IOException {
        lock.lock();
        try {
            long deadline = System.nanoTime() + most.toNanos();
            while (true) {
                O now = opened;
                if (now != null && !busy && openedBy == driver) {
                    users++;
                    return now;
                }
                if (stopped) {
                    throw new IOException("the store is stopping");
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IOException(name + " did not come back in time" + reason(), failure);
                }
                D by = driver;
                if (now != null && !busy) {
                    close();
                    continue;
                }
                if (by != null && !busy) {
                    if (open(by)) {
                        continue;
                    }
                    if (failure != null && System.nanoTime() - failingSince > wait.toNanos()) {
                        // It has been tried for long enough: whoever comes now tries once.
                        throw new IOException(name + " cannot be opened" + reason(), failure);
                    }
                    left = Math.min(left, RETRY_NANOS);
                }
                await(left);
            }
        } finally {
            unlock();
        }
    }

    private String reason() {
        return failure == null ? "" : ": " + failure.getMessage();
    }

    /** Gives back. */
    public void exit() {
        lock.lock();
        try {
            if (--users == 0) {
                changed.signalAll();
            }
        } finally {
            unlock();
        }
    }

    /** Closes {@code old}, which is of no use any more, so that the next user opens it anew. Not from within a use. */
    public void discard(O old) {
        lock.lock();
        try {
            awaitIdle();
            if (opened == old) {
                close();
            }
        } finally {
            unlock();
        }
    }

    /** Opens without the lock; false when it failed. */
    private boolean open(D by) {
        busy = true;
        O fresh = null;
        lock.unlock();
        IOException why = null;
        try {
            fresh = opener.open(by);
        } catch (IOException e) {
            why = e;
        } catch (RuntimeException e) {
            why = new IOException("driver failed", e);
        } finally {
            lock.lock();
            busy = false;
            changed.signalAll();
        }
        if (fresh == null) {
            if (failure == null || !String.valueOf(failure.getMessage()).equals(String.valueOf(why.getMessage()))) {
                LOG.warn("event=open-failed what={} reason=\"{}\"", name, why.getMessage());
            }
            if (failure == null) {
                failingSince = System.nanoTime();
            }
            failure = why;
            return false;
        }
        failure = null;
        opened = fresh;
        openedBy = by;
        if (driver != by) {
            close();
            return false;
        }
        return true;
    }

    private void awaitIdle() {
        long deadline = System.nanoTime() + drain.toNanos();
        while (busy && System.nanoTime() < deadline) {
            await(deadline - System.nanoTime());
        }
    }

    /** Waits for the users, within the bound, and closes. */
    private void close() {
        O old = opened;
        if (old == null || busy) {
            return;
        }
        busy = true;
        long deadline = System.nanoTime() + drain.toNanos();
        while (users > 0 && System.nanoTime() < deadline) {
            await(deadline - System.nanoTime());
        }
        int inside = users;
        lock.unlock();
        try {
            if (inside > 0) {
                LOG.warn("event=drain-incomplete what={} users={}", name, inside);
            }
            old.close();
        } catch (Exception e) {
            LOG.error("event=close-failed what={}", name, e);
        } finally {
            lock.lock();
            opened = null;
            openedBy = null;
            busy = false;
            changed.signalAll();
        }
    }

    /** Waits, holding the lock, deaf to interrupts: they must not cut a drain short. */
    private void await(long nanos) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + nanos;
        while (true) {
            try {
                changed.awaitNanos(deadline - System.nanoTime());
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            interrupts.add(Thread.currentThread());
        }
    }

    /** Ends a method: gives an interrupt back that {@link #await} was deaf to. */
    private void unlock() {
        boolean interrupted = !interrupts.isEmpty() && interrupts.remove(Thread.currentThread());
        lock.unlock();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
