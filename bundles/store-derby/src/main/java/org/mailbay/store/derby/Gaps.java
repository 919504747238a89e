package org.mailbay.store.derby;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Table;

/**
 * Where a table is known to have no keys, so that a put there needs no look before it is inserted.
 *
 * <p>Mail is appended: a look for the next key tells of a gap that the following keys of the same account fall into. Only this
 * shard's one writer can fill a gap, and it calls {@link #inserted}. It is used for inserts alone: if it were wrong, Derby would refuse
 * the duplicate, and the batch would be done again without it. For one thread.
 */
final class Gaps {
    /** Bounds memory to a few megabytes; random keys leave gaps that nobody will need. */
    private static final int MOST = 10_000;

    private static final byte[] END = new byte[Table.MAX_KEY + 1];

    static {
        Arrays.fill(END, (byte) 0xff);
    }

    /** From (inclusive) → to (exclusive). */
    private final TreeMap<byte[], byte[]> gaps = new TreeMap<>(Arrays::compareUnsigned);

    /** Whether the key is known to be absent. */
    boolean contains(byte[] key) {
        Map.Entry<byte[], byte[]> gap = gaps.floorEntry(key);
        return gap != null && Arrays.compareUnsigned(key, gap.getValue()) < 0;
    }

    /** There is nothing from {@code from} (inclusive, not contained so far) to {@code next} (exclusive; null: the end). */
    void learn(byte[] from, byte @Nullable [] next) {
        if (gaps.size() >= MOST) {
            gaps.clear();
        }
        byte[] to = next == null ? END : next;
        // Gaps never overlap: the smaller ones within are part of this one.
        gaps.subMap(from, to).clear();
        gaps.put(from, to);
    }

    /** A key that was {@link #contains contained} is there now; only the part above it stays known. */
    void inserted(byte[] key) {
        Map.Entry<byte[], byte[]> gap = gaps.floorEntry(key);
        if (gap != null && Arrays.compareUnsigned(key, gap.getValue()) < 0) {
            gaps.remove(gap.getKey());
            byte[] after = Arrays.copyOf(key, key.length + 1);
            if (Arrays.compareUnsigned(after, gap.getValue()) < 0) {
                learn(after, gap.getValue());
            }
        }
    }

    /** Knows nothing any more. */
    void clear() {
        gaps.clear();
    }
}
