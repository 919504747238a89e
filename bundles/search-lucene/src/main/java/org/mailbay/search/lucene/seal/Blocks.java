package org.mailbay.search.lucene.seal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The blocks that were opened last, of all sealed indexes together; nothing in it is ever changed. Any thread. */
public final class Blocks {
    private record Entry(Object file, long number, byte[] bytes) {}

    private final int most;
    /** Each block has one place; made when the first one comes. */
    private volatile @Nullable AtomicReferenceArray<Entry> places;

    /** @param bytes that it may have */
    public Blocks(long bytes) {
        most = (int) Math.max(1, bytes / Sealing.BLOCK);
    }

    private int place(Object file, long number) {
        return Math.floorMod(System.identityHashCode(file) * 31L + number, most);
    }

    byte @Nullable [] get(Object file, long number) {
        AtomicReferenceArray<Entry> now = places;
        Entry entry = now == null ? null : now.get(place(file, number));
        return entry != null && entry.file == file && entry.number == number ? entry.bytes : null;
    }

    void put(Object file, long number, byte[] bytes) {
        AtomicReferenceArray<Entry> now = places;
        if (now == null) {
            now = new AtomicReferenceArray<>(most);
            places = now;
        }
        now.set(place(file, number), new Entry(file, number, bytes));
    }
}
