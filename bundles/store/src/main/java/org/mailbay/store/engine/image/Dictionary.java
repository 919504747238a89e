package org.mailbay.store.engine.image;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives values small numbers, which snapshots hold instead; only grows, so all snapshots of an account can share it.
 *
 * <p>One thread adds; readers see whatever was added before the snapshot they read was published.
 */
final class Dictionary<T> {
    private final ConcurrentHashMap<T, Integer> numbers = new ConcurrentHashMap<>();
    private volatile Object[] values = new Object[8];

    /** The number of {@code value}; -1 when it has none. */
    int find(T value) {
        Integer number = numbers.get(value);
        return number == null ? -1 : number;
    }

    /** The number of {@code value}, a new one if it has none. */
    int number(T value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        if (number == values.length) {
            values = Arrays.copyOf(values, number * 2);
        }
        values[number] = value;
        numbers.put(value, number);
        return number;
    }

    @SuppressWarnings("unchecked")
    T value(int number) {
        return (T) values[number];
    }

    int size() {
        return numbers.size();
    }

    /** What it holds, by number. */
    @SuppressWarnings("unchecked")
    List<T> values() {
        int size = size();
        return (List<T>) Collections.unmodifiableList(Arrays.asList(values).subList(0, size));
    }
}
