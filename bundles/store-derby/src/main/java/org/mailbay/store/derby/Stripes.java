package org.mailbay.store.derby;

import java.util.stream.IntStream;
import org.mailbay.store.spi.Batch;

/** Accounts, folded to a few numbers on which turns are taken. */
final class Stripes {
    static final int COUNT = 1_024;

    /** Of a batch that changes nothing. */
    static final int NONE = -1;

    private static final int[] ALL = IntStream.range(0, COUNT).toArray();

    /** A range over more accounts is not promised to be seen whole. */
    private static final int WIDEST = 2;

    private Stripes() {}

    /** The account in which scans see a batch whole: that of its first change. */
    static int of(Batch batch) {
        return batch.changes().isEmpty()
                ? NONE
                : stripe(account(batch.changes().getFirst().key()));
    }

    /** The accounts of a range; empty when there are too many. */
    static int[] of(byte[] from, byte[] to) {
        long first = account(from);
        long count = account(to) - first + 1;
        if (count < 1 || count > WIDEST) {
            return new int[0];
        }
        return IntStream.range(0, (int) count)
                .map(i -> stripe(first + i))
                .distinct()
                .toArray();
    }

    /** Every account. */
    static int[] all() {
        return ALL;
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
