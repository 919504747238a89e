package org.mailbay.store.engine;

import java.util.Arrays;
import org.mailbay.store.engine.record.LogEntry;

/** A list of numbers that grows. */
final class Numbers {
    private long[] numbers = LogEntry.NONE;
    private int size;

    Numbers add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(4, size * 2));
        }
        numbers[size++] = number;
        return this;
    }

    int size() {
        return size;
    }

    long[] done() {
        return Arrays.copyOf(numbers, size);
    }
}
