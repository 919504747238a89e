package org.mailbay.jmap.core.standard;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/** The first few ordinals by a number, among equals those that were offered first. */
final class Selection {
    private final IntToLongFunction key;

    private final boolean greatestFirst;

    private final long[] keys;

    private final int[] ordinals;

    private int count;

    /** At most {@code most} of them. */
    Selection(int most, IntToLongFunction key, boolean greatestFirst) {
        this.key = key;
        this.greatestFirst = greatestFirst;
        this.keys = new long[most];
        this.ordinals = new int[most];
    }

    void offer(int ordinal) {
        // Complemented, the greatest number is the least: one order for both directions
        long rank = greatestFirst ? ~key.applyAsLong(ordinal) : key.applyAsLong(ordinal);
        if (count == keys.length && (count == 0 || rank >= keys[count - 1])) {
            return;
        }
        int at = place(rank);
        int moved = Math.min(count, keys.length - 1) - at;
        System.arraycopy(keys, at, keys, at + 1, moved);
        System.arraycopy(ordinals, at, ordinals, at + 1, moved);
        keys[at] = rank;
        ordinals[at] = ordinal;
        count = Math.min(count + 1, keys.length);
    }

    /** Behind all that are not greater. */
    private int place(long rank) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] <= rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int[] ordinals() {
        return Arrays.copyOf(ordinals, count);
    }
}
