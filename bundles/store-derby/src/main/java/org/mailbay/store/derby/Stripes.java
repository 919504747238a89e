package org.mailbay.store.derby;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.mailbay.store.spi.Batch;

/**
 * Which accounts something touches, folded to {@link #COUNT} stripes. A value.
 *
 * @param set bits of stripes
 * @param all whether it is every stripe
 */
record Stripes(int[] set, boolean all) {
    static final int COUNT = 1_024;

    /** More accounts than that in a range count as all. */
    private static final int WIDEST = 4;

    /** Every account. */
    static final Stripes ALL = new Stripes(new int[0], true);

    /** What a batch touches. */
    static Stripes of(Batch batch) {
        BitSet bits = new BitSet(COUNT);
        for (Batch.Change change : batch.changes()) {
            bits.set(stripe(account(change.key())));
        }
        for (Batch.Condition condition : batch.conditions()) {
            switch (condition) {
                case Batch.Expect expect -> bits.set(stripe(account(expect.key())));
                case Batch.ExpectAbsent absent -> bits.set(stripe(account(absent.key())));
                case Batch.ExpectNone none -> {
                    Stripes range = of(none.from(), none.to());
                    if (range.all()) {
                        return ALL;
                    }
                    Arrays.stream(range.set()).forEach(bits::set);
                }
                case Batch.Fence fence -> bits.set(stripe(fence.lease().owner().hashCode()));
            }
        }
        return new Stripes(bits.stream().toArray(), false);
    }

    /** What a range touches. */
    static Stripes of(byte[] from, byte[] to) {
        long first = account(from);
        long count = account(to) - first;
        if (count < 0 || count >= WIDEST) {
            return ALL;
        }
        BitSet bits = new BitSet(COUNT);
        for (long account = first; account <= first + count; account++) {
            bits.set(stripe(account));
        }
        return new Stripes(bits.stream().toArray(), false);
    }

    /** What a lease touches. */
    static Stripes of(String owner) {
        return new Stripes(new int[] {stripe(owner.hashCode())}, false);
    }

    /** Whether two of them share a stripe. */
    boolean meets(List<Stripes> others) {
        for (Stripes other : others) {
            if (all || other.all || meets(other)) {
                return true;
            }
        }
        return false;
    }

    private boolean meets(Stripes other) {
        return Arrays.stream(set).anyMatch(stripe -> Arrays.binarySearch(other.set, stripe) >= 0);
    }

    /** The first 8 bytes, zeros where there are less: never descends while keys ascend. */
    private static long account(byte[] key) {
        long account = 0;
        for (int i = 0; i < 8; i++) {
            account = account << 8 | (i < key.length ? key[i] & 0xff : 0);
        }
        return account;
    }

    private static int stripe(long account) {
        return (int) (account * 0x9E3779B97F4A7C15L >>> 54);
    }
}
