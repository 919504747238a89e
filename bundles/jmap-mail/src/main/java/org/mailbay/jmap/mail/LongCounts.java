package org.mailbay.jmap.mail;

import java.util.Arrays;

/** Counts by a number above 0: a hash table without objects. What is at 0 takes no room after the next growth. */
final class LongCounts {
    /** Is shown what is not 0. */
    interface Visitor {
        void count(long key, int count);
    }

    private long[] keys = new long[64];
    private int[] counts = new int[64];
    private int used;

    int get(long key) {
        int at = find(keys, key);
        return keys[at] == key ? counts[at] : 0;
    }

    /** Adds; returns the new count. */
    int add(long key, int by) {
        int at = find(keys, key);
        if (keys[at] != key) {
            if ((used + 1) * 5L > keys.length * 3L) {
                grow();
                at = find(keys, key);
            }
            keys[at] = key;
            used++;
        }
        counts[at] += by;
        return counts[at];
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] != 0) {
                visitor.count(keys[i], counts[i]);
            }
        }
    }

    private void grow() {
        int live = (int) Arrays.stream(counts).filter(count -> count != 0).count();
        int length = Math.max(64, Integer.highestOneBit(Math.max(1, live) * 3) << 1);
        long[] newKeys = new long[length];
        int[] newCounts = new int[length];
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] != 0) {
                int at = find(newKeys, keys[i]);
                newKeys[at] = keys[i];
                newCounts[at] = counts[i];
            }
        }
        keys = newKeys;
        counts = newCounts;
        used = live;
    }

    private static int find(long[] keys, long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9e37_79b9_7f4a_7c15L;
        int at = (int) (mixed >>> 32) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }
}
