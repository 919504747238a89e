package org.mailbay.antispam.greylist;

import java.nio.ByteBuffer;

/**
 * What is remembered of a triplet or a network; times in milliseconds of the epoch.
 *
 * @param first when the triplet was first seen
 * @param last when it was last seen, to the day
 * @param passed from when on it passes; 0 when it does not
 * @param count of a network: triplets that have passed; 0 of a triplet
 */
record Entry(long first, long last, long passed, int count) {
    private static final int LENGTH = 28;

    static Entry of(byte[] value) {
        if (value.length != LENGTH) {
            return new Entry(0, 0, 0, 0);
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        return new Entry(in.getLong(), in.getLong(), in.getLong(), in.getInt());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(first)
                .putLong(last)
                .putLong(passed)
                .putInt(count)
                .array();
    }

    /** Whether it passed at that time. */
    boolean isPassedAt(long time) {
        return passed != 0 && time >= passed;
    }
}
