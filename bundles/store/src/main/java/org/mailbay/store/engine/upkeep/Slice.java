package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.store.BlobRef;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.BlobStore;

/**
 * A part of all blobs, by the first bits of their names, which are as good as random: equal parts.
 *
 * @param index 0 to {@code 1 << bits}
 * @param bits 0 to 16
 */
record Slice(int index, int bits) {
    private static final int MOST_BITS = 16;

    /** The parts of so many blobs, in the order of their names, each with at most {@code most} or about. */
    static List<Slice> all(long blobs, int most) {
        int bits = 0;
        while (bits < MOST_BITS && blobs >> bits > most) {
            bits++;
        }
        List<Slice> all = new ArrayList<>();
        for (int index = 0; index < 1 << bits; index++) {
            all.add(new Slice(index, bits));
        }
        return all;
    }

    /** Whether it has this blob. */
    boolean has(BlobRef ref) {
        if (bits == 0) {
            return true;
        }
        byte[] name = ref.name();
        return ((name[0] & 0xff) << 8 | name[1] & 0xff) >>> MOST_BITS - bits == index;
    }

    /** The first key of rows about its blobs. */
    byte[] first() {
        int start = index << MOST_BITS - bits;
        return Keys.blobs(start >>> 8, start & 0xff);
    }

    /** After the last key of rows about its blobs. */
    byte[] after() {
        int end = index + 1 << MOST_BITS - bits;
        return end > 0xffff ? Keys.afterBlobs() : Keys.blobs(end >>> 8, end & 0xff);
    }

    /** Its blobs. */
    Names names(BlobStore blobs) throws IOException {
        Names names = new Names();
        blobs.list(ref -> {
            if (has(ref)) {
                names.marks.put(ref, false);
            }
            return true;
        });
        return names;
    }

    /** Blobs, of which some are marked. */
    static final class Names {
        private final Map<BlobRef, Boolean> marks = new HashMap<>();

        /** Marks one; false when it is not among them. */
        boolean mark(BlobRef ref) {
            return marks.replace(ref, true) != null;
        }

        /** Those that were not marked. */
        List<BlobRef> unmarked() {
            List<BlobRef> unmarked = new ArrayList<>();
            marks.forEach((ref, marked) -> {
                if (!marked) {
                    unmarked.add(ref);
                }
            });
            return unmarked;
        }

        /** All. */
        Iterable<BlobRef> all() {
            return marks.keySet();
        }

        int size() {
            return marks.size();
        }
    }
}
