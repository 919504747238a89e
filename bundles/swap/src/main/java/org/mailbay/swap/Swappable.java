package org.mailbay.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A service that may be replaced while it is in use.
 *
 * <p>Give {@link #bind} and {@link #unbind} to a dynamic reference of Declarative Services; the service bound last is the one in
 * use. All methods may be called by any thread.
 */
public final class Swappable<T> {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Holder<T>> bound = new ArrayList<>();
    private volatile @Nullable Holder<T> current;

    /** @param name of the service, for {@link AwayException} */
    public Swappable(String name) {
        this.name = name;
    }

    /** Makes {@code service} the one in use. */
    public void bind(T service) {
        lock.lock();
        try {
            Holder<T> holder = new Holder<>(service);
            bound.add(holder);
            current = holder;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets go of {@code service}: when this returns nobody is inside it, unless {@code drain} has passed.
     *
     * @return whether nobody is
     */
    public boolean unbind(T service, Duration drain) {
        lock.lock();
        try {
            Holder<T> holder = remove(service);
            if (holder == null) {
                return true;
            }
            holder.leaving = true;
            return await(() -> holder.users.get() == 0, drain);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a service now. */
    public boolean isPresent() {
        return current != null;
    }

    /**
     * Keeps the service from going away until the lease is closed.
     *
     * @param wait how long to wait for one when there is none
     * @throws AwayException when none came
     */
    public Lease<T> acquire(Duration wait) throws AwayException {
        Lease<T> lease = tryAcquire();
        if (lease != null) {
            return lease;
        }
        lock.lock();
        try {
            await(this::isPresent, wait);
            lease = tryAcquire();
        } finally {
            lock.unlock();
        }
        if (lease == null) {
            throw new AwayException(name);
        }
        return lease;
    }

    private @Nullable Lease<T> tryAcquire() {
        for (Holder<T> holder = current; holder != null; holder = current) {
            holder.users.incrementAndGet();
            if (!holder.leaving) {
                return new Lease<>(this, holder);
            }
            leave(holder);
        }
        return null;
    }

    private void leave(Holder<T> holder) {
        if (holder.users.decrementAndGet() == 0 && holder.leaving) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Holder<T> remove(T service) {
        for (int i = bound.size() - 1; i >= 0; i--) {
            Holder<T> holder = bound.get(i);
            if (holder.service == service) {
                bound.remove(i);
                if (current == holder) {
                    current = bound.isEmpty() ? null : bound.getLast();
                }
                return holder;
            }
        }
        return null;
    }

    /** Waits, holding the lock; an interrupt must not cut a drain short, and is kept for the caller. */
    private boolean await(BooleanSupplier done, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        try {
            while (!done.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    changed.await(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Holder<T> {
        final T service;
        final AtomicInteger users = new AtomicInteger();
        volatile boolean leaving;

        Holder(T service) {
            this.service = service;
        }
    }

    /** The right to use a service: it is not let go before this is closed. Close it once. */
    public static final class Lease<T> implements AutoCloseable {
        private final Swappable<T> from;
        private final Holder<T> holder;

        private Lease(Swappable<T> from, Holder<T> holder) {
            this.from = from;
            this.holder = holder;
        }

        /** The service. */
        public T service() {
            return holder.service;
        }

        /** Whether the service is to be replaced: finish soon. */
        public boolean isLeaving() {
            return holder.leaving;
        }

        @Override
        public void close() {
            from.leave(holder);
        }
    }
}
