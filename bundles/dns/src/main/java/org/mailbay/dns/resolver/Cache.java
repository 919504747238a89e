package org.mailbay.dns.resolver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What was found and may still be believed; what was not asked for longest goes first when it is full. */
final class Cache {
    private record Kept(Found found, long end) {}

    /**
     * What is remembered.
     *
     * @param left for how long yet
     */
    record Hit(Found found, Duration left) {}

    private final LongSupplier nanos;
    private final Map<Question, Kept> entries;

    /**
     * An empty cache.
     *
     * @param nanos as {@link System#nanoTime}
     */
    Cache(int most, LongSupplier nanos) {
        this.nanos = nanos;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Question, Kept> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Optional<Hit> get(Question question) {
        Kept entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        long left = entry.end() - nanos.getAsLong();
        if (left <= 0) {
            entries.remove(question);
            return Optional.empty();
        }
        return Optional.of(new Hit(entry.found(), Duration.ofNanos(left)));
    }

    synchronized void put(Question question, Found found) {
        if (found.keep().isPositive()) {
            entries.put(
                    question, new Kept(found, nanos.getAsLong() + found.keep().toNanos()));
        }
    }

    /** Forgets everything; how much that was. */
    synchronized int flush() {
        int size = entries.size();
        entries.clear();
        return size;
    }

    synchronized int size() {
        return entries.size();
    }
}
