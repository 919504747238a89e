package org.mailbay.imap.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * UIDs in ascending order, each with the number of its email. Immutable; what is derived from a list shares what is the same.
 *
 * <p>Positions are from 0. Kept in blocks of up to {@value #BLOCK}, so that a new message costs a block and not the list.
 */
final class UidList {
    static final UidList EMPTY = new UidList(List.of());

    /** In the place of the number of an email that is no more. */
    static final long GONE = Long.MAX_VALUE;

    private static final int BLOCK = 1024;

    /** UIDs have 32 bits: kept as the int of the same bits, compared unsigned. */
    private record Block(int[] uids, long[] emails) {
        int size() {
            return uids.length;
        }

        long first() {
            return Integer.toUnsignedLong(uids[0]);
        }
    }

    private final Block[] blocks;

    /** Messages before each block, and after the last. */
    private final int[] starts;

    private UidList(List<Block> blocks) {
        this.blocks = blocks.toArray(Block[]::new);
        starts = new int[this.blocks.length + 1];
        for (int i = 0; i < this.blocks.length; i++) {
            starts[i + 1] = starts[i] + this.blocks[i].size();
        }
    }

    int size() {
        return starts[blocks.length];
    }

    long uid(int position) {
        int block = block(position);
        return Integer.toUnsignedLong(blocks[block].uids[position - starts[block]]);
    }

    /** The email's number. */
    long email(int position) {
        int block = block(position);
        return blocks[block].emails[position - starts[block]];
    }

    /** Where the UID is, or else {@code -1 - } where it would be. */
    int find(long uid) {
        int low = 0;
        int high = blocks.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (blocks[middle].first() <= uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return -1;
        }
        int at = search(blocks[high].uids, uid);
        return at >= 0 ? starts[high] + at : -1 - (starts[high] - 1 - at);
    }

    private static int search(int[] uids, long uid) {
        int low = 0;
        int high = uids.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = Integer.toUnsignedLong(uids[middle]);
            if (there == uid) {
                return middle;
            }
            if (there < uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private int block(int position) {
        if (position < 0 || position >= size()) {
            throw new IndexOutOfBoundsException(position + " of " + size());
        }
        int at = Arrays.binarySearch(starts, position);
        return at >= 0 ? at : -2 - at;
    }

    /** This list without some UIDs. */
    UidList without(long[] gone) {
        if (gone.length == 0) {
            return this;
        }
        List<Block> left = new ArrayList<>(blocks.length);
        int at = 0;
        for (int i = 0; i < blocks.length; i++) {
            long next = i + 1 < blocks.length ? blocks[i + 1].first() : Long.MAX_VALUE;
            int from = at;
            while (at < gone.length && gone[at] < next) {
                at++;
            }
            Block block = at == from ? blocks[i] : without(blocks[i], gone, from, at);
            if (block.size() > 0) {
                left.add(block);
            }
        }
        return new UidList(left);
    }

    private static Block without(Block block, long[] gone, int from, int to) {
        LongPredicate isGone = uid -> Arrays.binarySearch(gone, from, to, uid) >= 0;
        int[] uids = new int[block.size()];
        long[] emails = new long[block.size()];
        int size = 0;
        for (int i = 0; i < block.size(); i++) {
            if (!isGone.test(Integer.toUnsignedLong(block.uids[i]))) {
                uids[size] = block.uids[i];
                emails[size++] = block.emails[i];
            }
        }
        return new Block(Arrays.copyOf(uids, size), Arrays.copyOf(emails, size));
    }

    /** The UIDs of this list that a later one has no more, ascending. Looks only at blocks that are not the same in both. */
    long[] missingIn(UidList later) {
        LongStream.Builder missing = LongStream.builder();
        for (Block block : blocks) {
            int there = later.find(block.first());
            if (there >= 0 && later.blocks[later.block(there)] == block) {
                continue;
            }
            for (int bits : block.uids) {
                long uid = Integer.toUnsignedLong(bits);
                if (later.find(uid) < 0) {
                    missing.add(uid);
                }
            }
        }
        return missing.build().toArray();
    }

    /** The part of this list that is below a UID, and others put in between where they are not in it. */
    UidList below(long uid, long[] more) {
        Builder all = new Builder();
        for (int i = 0; i < size() && uid(i) < uid; i++) {
            all.add(uid(i), email(i));
        }
        for (long other : more) {
            if (other < uid && find(other) < 0) {
                all.add(other, GONE);
            }
        }
        return EMPTY.with(all.sorted());
    }

    /** This list and more behind it. */
    UidList with(Builder more) {
        if (more.size == 0) {
            return this;
        }
        if (size() > 0 && more.uids[0] <= uid(size() - 1)) {
            throw new IllegalArgumentException("UID " + more.uids[0] + " after " + uid(size() - 1));
        }
        List<Block> all = new ArrayList<>(Arrays.asList(blocks));
        int at = 0;
        if (blocks.length > 0 && blocks[blocks.length - 1].size() < BLOCK) {
            Block last = all.removeLast();
            at = Math.min(more.size, BLOCK - last.size());
            int[] uids = Arrays.copyOf(last.uids, last.size() + at);
            long[] emails = Arrays.copyOf(last.emails, last.size() + at);
            for (int i = 0; i < at; i++) {
                uids[last.size() + i] = (int) more.uids[i];
                emails[last.size() + i] = more.emails[i];
            }
            all.add(new Block(uids, emails));
        }
        for (; at < more.size; at += BLOCK) {
            int count = Math.min(BLOCK, more.size - at);
            int[] uids = new int[count];
            for (int i = 0; i < count; i++) {
                uids[i] = (int) more.uids[at + i];
            }
            all.add(new Block(uids, Arrays.copyOfRange(more.emails, at, at + count)));
        }
        return new UidList(all);
    }

    /** Collects messages in any order. */
    static final class Builder {
        private long[] uids = new long[16];
        private long[] emails = new long[16];
        private int size;
        private boolean isSorted = true;

        void add(long uid, long email) {
            if (size == uids.length) {
                uids = Arrays.copyOf(uids, 2 * size);
                emails = Arrays.copyOf(emails, 2 * size);
            }
            isSorted &= size == 0 || uids[size - 1] < uid;
            uids[size] = uid;
            emails[size++] = email;
        }

        int size() {
            return size;
        }

        /** Puts them in order. */
        Builder sorted() {
            if (!isSorted) {
                Integer[] order = new Integer[size];
                Arrays.setAll(order, i -> i);
                Arrays.sort(order, (a, b) -> Long.compare(uids[a], uids[b]));
                long[] sortedUids = new long[size];
                long[] sortedEmails = new long[size];
                for (int i = 0; i < size; i++) {
                    sortedUids[i] = uids[order[i]];
                    sortedEmails[i] = emails[order[i]];
                }
                uids = sortedUids;
                emails = sortedEmails;
                isSorted = true;
            }
            return this;
        }
    }
}
