package org.mailbay.jmap.sharing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/**
 * Services of one kind by name, each of which may be replaced while it is in use. One that went is waited for, until it has been gone for
 * so long that it must have been uninstalled: nothing that it shares may seem to have been taken back meanwhile.
 */
final class Replaceable<T> {
    private final Duration wait;

    private final Duration grace;

    private final Map<String, Slot<T>> slots = new TreeMap<>();

    private final Map<T, String> names = new IdentityHashMap<>();

    Replaceable(Duration wait, Duration grace) {
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
     * All of them by name, to be closed.
     *
     * @throws AwayException when one is being replaced and did not come back in time
     */
    Leases<T> acquire() throws AwayException {
        Map<String, Slot<T>> known;
        synchronized (this) {
            known = new TreeMap<>(slots);
        }
        Leases<T> leases = new Leases<>(new TreeMap<>());
        try {
            for (Map.Entry<String, Slot<T>> entry : known.entrySet()) {
                Slot<T> slot = entry.getValue();
                if (slot.service.isPresent() || System.nanoTime() - slot.left <= grace.toNanos()) {
                    leases.byName.put(entry.getKey(), slot.service.acquire(wait));
                }
            }
            return leases;
        } catch (AwayException e) {
            leases.close();
            throw e;
        }
    }

    /** Services that do not go away before this is closed. */
    record Leases<T>(Map<String, Lease<T>> byName) implements AutoCloseable {
        boolean has(String name) {
            return byName.containsKey(name);
        }

        List<T> services() {
            List<T> services = new ArrayList<>();
            byName.values().forEach(lease -> services.add(lease.service()));
            return services;
        }

        @Override
        public void close() {
            byName.values().forEach(Lease::close);
        }
    }

    private static final class Slot<T> {
        final Swappable<T> service;

        /** When it last went, by {@link System#nanoTime}. */
        volatile long left;

        Slot(Swappable<T> service) {
            this.service = service;
        }
    }
}
