package org.mailbay.swap;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.swap.Swappable.Lease;

/**
 * Services of one kind by name, each of which may be replaced while it is in use; of one name the one bound last is in use.
 *
 * <p>A name whose last service went is known for a while: callers then wait for its return, because an update in place looks just like
 * that. After it the service must have been uninstalled, and the name is as unknown as if it had never been. All methods may be called
 * by any thread.
 */
public final class Shelf<T> {
    private final Duration wait;
    private final Duration grace;
    private final Map<String, Slot<T>> slots = new ConcurrentHashMap<>();
    private final Map<T, String> names = new IdentityHashMap<>();

    /**
     * An empty shelf.
     *
     * @param wait how long a caller waits for a service that is away
     * @param grace how long a name is remembered
     */
    public Shelf(Duration wait, Duration grace) {
        this.wait = wait;
        this.grace = grace;
    }

    /** Makes a name known whose service is still to come, as if it had just gone: for the time of the grace callers wait for it. */
    public void expect(String name) {
        slots.computeIfAbsent(name, n -> {
            Slot<T> slot = new Slot<>(new Swappable<>(n));
            slot.left = System.nanoTime();
            return slot;
        });
    }

    /** Makes {@code service} the one of this name that is in use. */
    public synchronized void bind(String name, T service) {
        names.put(service, name);
        slots.computeIfAbsent(name, n -> new Slot<>(new Swappable<>(n))).service.bind(service);
    }

    /**
     * Lets go of {@code service}: when this returns nobody is inside it, unless {@code drain} has passed.
     *
     * @return whether nobody is
     */
    public boolean unbind(T service, Duration drain) {
        Slot<T> slot;
        synchronized (this) {
            String name = names.remove(service);
            slot = name == null ? null : slots.get(name);
        }
        if (slot == null) {
            return true;
        }
        slot.left = System.nanoTime();
        return slot.service.unbind(service, drain);
    }

    /**
     * The service of this name; null when there is none.
     *
     * @throws AwayException when it is away and did not come back in time
     */
    public @Nullable Lease<T> acquire(String name) throws AwayException {
        Slot<T> slot = slots.get(name);
        return slot == null || isForgotten(slot) ? null : slot.service.acquire(wait);
    }

    /**
     * All services, to be closed together.
     *
     * @throws AwayException when one is away and did not come back in time: what it would say must not seem to be nothing
     */
    public Leases<T> acquireAll() throws AwayException {
        Map<String, Lease<T>> byName = new TreeMap<>();
        try {
            for (String name : names()) {
                Lease<T> lease = acquire(name);
                if (lease != null) {
                    byName.put(name, lease);
                }
            }
            return new Leases<>(byName);
        } catch (AwayException e) {
            byName.values().forEach(Lease::close);
            throw e;
        }
    }

    /** Whether there ever was a service of this name. */
    public boolean knew(String name) {
        return slots.containsKey(name);
    }

    /** The names of all services that are here or may come back, in order. */
    public Set<String> names() {
        Set<String> known = new TreeSet<>();
        slots.forEach((name, slot) -> {
            if (!isForgotten(slot)) {
                known.add(name);
            }
        });
        return known;
    }

    private boolean isForgotten(Slot<T> slot) {
        return !slot.service.isPresent() && System.nanoTime() - slot.left >= grace.toNanos();
    }

    /** Services that do not go away before this is closed. Close it once. */
    public static final class Leases<T> implements AutoCloseable {
        private final List<Lease<T>> leases;
        private final Map<String, T> byName = new TreeMap<>();

        private Leases(Map<String, Lease<T>> leases) {
            this.leases = List.copyOf(leases.values());
            leases.forEach((name, lease) -> byName.put(name, lease.service()));
        }

        /** The services by name, in order; use none of them once this is closed. */
        public Map<String, T> byName() {
            return Collections.unmodifiableMap(byName);
        }

        @Override
        public void close() {
            leases.forEach(Lease::close);
        }
    }

    private static final class Slot<T> {
        final Swappable<T> service;

        /** When a service of this name last went, by {@link System#nanoTime}. */
        volatile long left;

        Slot(Swappable<T> service) {
            this.service = service;
        }
    }
}
