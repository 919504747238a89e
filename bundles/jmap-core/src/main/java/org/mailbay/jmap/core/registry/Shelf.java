package org.mailbay.jmap.core.registry;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/**
 * Services of one kind by name; the one bound last is in use.
 *
 * <p>A name whose last service went is known for a while: callers then wait for its return, because an update in place looks just like
 * that.
 */
final class Shelf<T> {
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
    Shelf(Duration wait, Duration grace) {
        this.wait = wait;
        this.grace = grace;
    }

    synchronized void bind(String name, T service) {
        names.put(service, name);
        slots.computeIfAbsent(name, n -> new Slot<>(new Swappable<>(n))).service.bind(service);
    }

    /** When this returns nobody is in the service, unless {@code drain} has passed. */
    void unbind(T service, Duration drain) {
        Slot<T> slot;
        synchronized (this) {
            String name = names.remove(service);
            slot = name == null ? null : slots.get(name);
        }
        if (slot != null) {
            slot.left = System.nanoTime();
            slot.service.unbind(service, drain);
        }
    }

    /**
     * The service of this name; null when there is none.
     *
     * @throws AwayException when it is away and did not come back in time
     */
    @Nullable
    Lease<T> acquire(String name) throws AwayException {
        Slot<T> slot = slots.get(name);
        return slot == null || forgotten(slot) ? null : slot.service.acquire(wait);
    }

    /** Whether there ever was a service of this name. */
    boolean knew(String name) {
        return slots.containsKey(name);
    }

    Set<String> names() {
        Set<String> known = new TreeSet<>();
        slots.forEach((name, slot) -> {
            if (!forgotten(slot)) {
                known.add(name);
            }
        });
        return known;
    }

    private boolean forgotten(Slot<T> slot) {
        return !slot.service.isPresent() && System.nanoTime() - slot.left > grace.toNanos();
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
