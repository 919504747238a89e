package org.mailbay.blob.fs;

import java.util.Arrays;

/**
 * Where every blob is, in memory: about 54 bytes a blob, in primitive arrays. Not thread-safe: guarded by the store's lock.
 *
 * <p>Entries stand in pages and never move, so that a listing can walk them while others come and go; an open-addressed table of entry
 * numbers finds them. Names are HMAC values, hence evenly spread and not chosen by anybody outside.
 */
final class NameIndex {
    /** No entry. */
    static final int NONE = -1;

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int WIDTH = 6;
    private static final int PLACE = 4;
    private static final int LENGTH = 5;
    private static final long FREE = -1;

    private long[][] pages = new long[0][];
    private int[] table = new int[1 << 8];
    private int used;
    private int free = NONE;
    private int size;

    /** Blobs in it. */
    int size() {
        return size;
    }

    /** Entries to walk with {@link #isUsed}: numbers 0 to this, exclusive. */
    int entries() {
        return used;
    }

    int find(Name name) {
        int at = position(name);
        return table[at] == 0 ? NONE : table[at] - 1;
    }

    boolean isUsed(int entry) {
        return get(entry, PLACE) != FREE;
    }

    Name name(int entry) {
        long[] page = pages[entry >>> PAGE_BITS];
        int at = (entry & PAGE - 1) * WIDTH;
        return new Name(page[at], page[at + 1], page[at + 2], page[at + 3]);
    }

    /** Segment number in the upper half (0: a file of its own), offset in the lower. */
    long place(int entry) {
        return get(entry, PLACE);
    }

    /** Of the content, in bytes. */
    long length(int entry) {
        return get(entry, LENGTH);
    }

    /** Adds a blob, or moves one that is there. */
    void put(Name name, long place, long length) {
        int at = position(name);
        int entry = table[at] - 1;
        if (entry == NONE) {
            if ((size + 1) * 3L > table.length * 2L) {
                grow();
                at = position(name);
            }
            entry = newEntry();
            table[at] = entry + 1;
            size++;
        }
        long[] page = pages[entry >>> PAGE_BITS];
        int start = (entry & PAGE - 1) * WIDTH;
        page[start] = name.a();
        page[start + 1] = name.b();
        page[start + 2] = name.c();
        page[start + 3] = name.d();
        page[start + PLACE] = place;
        page[start + LENGTH] = length;
    }

    void remove(Name name) {
        int hole = position(name);
        int entry = table[hole] - 1;
        if (entry == NONE) {
            return;
        }
        int mask = table.length - 1;
        for (int next = hole + 1 & mask; table[next] != 0; next = next + 1 & mask) {
            int home = home(get(table[next] - 1, 0));
            if ((next - home & mask) >= (next - hole & mask)) {
                table[hole] = table[next];
                hole = next;
            }
        }
        table[hole] = 0;
        long[] page = pages[entry >>> PAGE_BITS];
        int start = (entry & PAGE - 1) * WIDTH;
        page[start + PLACE] = FREE;
        page[start + LENGTH] = free;
        free = entry;
        size--;
    }

    private long get(int entry, int field) {
        return pages[entry >>> PAGE_BITS][(entry & PAGE - 1) * WIDTH + field];
    }

    private int home(long first) {
        return (int) (first ^ first >>> 32) & table.length - 1;
    }

    private int position(Name name) {
        int at = home(name.a());
        while (table[at] != 0 && !name.equals(name(table[at] - 1))) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }

    private int newEntry() {
        if (free != NONE) {
            int entry = free;
            free = (int) get(entry, LENGTH);
            return entry;
        }
        if (used == pages.length << PAGE_BITS) {
            pages = Arrays.copyOf(pages, pages.length + 1);
            pages[pages.length - 1] = new long[PAGE * WIDTH];
        }
        return used++;
    }

    private void grow() {
        int[] old = table;
        table = new int[Math.multiplyExact(old.length, 2)];
        for (int reference : old) {
            if (reference != 0) {
                int at = home(get(reference - 1, 0));
                while (table[at] != 0) {
                    at = at + 1 & table.length - 1;
                }
                table[at] = reference;
            }
        }
    }
}
