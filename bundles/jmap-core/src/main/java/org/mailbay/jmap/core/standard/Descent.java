package org.mailbay.jmap.core.standard;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Ordinals;

/**
 * Ordinals by a number, the greatest first, among equals the greatest ordinal, as far as they are wanted.
 *
 * <p>Goes down from the greatest ordinal; one that was seen is next as soon as nothing below can have a greater number. What arrives
 * nearly in order, as mail by date does, is found by looking at little more than is wanted.
 */
final class Descent {
    private final IntToLongFunction key;

    private final IntToLongFunction greatestUpTo;

    private final @Nullable IntToLongFunction collapse;

    private final Set<Long> collapsed = new HashSet<>();

    /** A heap of what was seen and is not next yet: the first is before its children. */
    private long[] keys = new long[64];

    private int[] ordinals = new int[64];

    private int waiting;

    private final int[] found;

    private int count;

    /**
     * Finds nothing yet.
     *
     * @param greatestUpTo no ordinal up to the given one has a greater key
     * @param collapse when not null, only the first of those with the same number is wanted
     */
    Descent(IntToLongFunction key, IntToLongFunction greatestUpTo, @Nullable IntToLongFunction collapse, int most) {
        this.key = key;
        this.greatestUpTo = greatestUpTo;
        this.collapse = collapse;
        this.found = new int[most];
    }

    /** The first of {@code matches}, at most as many as are wanted. To be called once. */
    int[] of(Ordinals matches) {
        matches.descending(ordinal -> {
            if (waiting > 0) {
                takeFrom(greatestUpTo.applyAsLong(ordinal));
            }
            if (count == found.length) {
                return false;
            }
            add(key.applyAsLong(ordinal), ordinal);
            return true;
        });
        takeFrom(Long.MIN_VALUE);
        return Arrays.copyOf(found, count);
    }

    private void takeFrom(long least) {
        while (waiting > 0 && keys[0] >= least && count < found.length) {
            if (collapse == null || collapsed.add(collapse.applyAsLong(ordinals[0]))) {
                found[count++] = ordinals[0];
            }
            removeFirst();
        }
    }

    private void add(long newKey, int ordinal) {
        if (waiting == keys.length) {
            keys = Arrays.copyOf(keys, 2 * waiting);
            ordinals = Arrays.copyOf(ordinals, 2 * waiting);
        }
        int at = waiting++;
        for (int parent = (at - 1) >> 1; at > 0 && isBefore(newKey, ordinal, parent); parent = (at - 1) >> 1) {
            put(at, keys[parent], ordinals[parent]);
            at = parent;
        }
        put(at, newKey, ordinal);
    }

    private void removeFirst() {
        waiting--;
        long lastKey = keys[waiting];
        int last = ordinals[waiting];
        int at = 0;
        for (int child = 1; child < waiting; child = 2 * at + 1) {
            if (child + 1 < waiting && isBefore(keys[child + 1], ordinals[child + 1], child)) {
                child++;
            }
            if (isBefore(lastKey, last, child)) {
                break;
            }
            put(at, keys[child], ordinals[child]);
            at = child;
        }
        put(at, lastKey, last);
    }

    private boolean isBefore(long otherKey, int ordinal, int at) {
        return otherKey > keys[at] || otherKey == keys[at] && ordinal > ordinals[at];
    }

    private void put(int at, long newKey, int ordinal) {
        keys[at] = newKey;
        ordinals[at] = ordinal;
    }
}
