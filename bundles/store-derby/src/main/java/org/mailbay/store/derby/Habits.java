package org.mailbay.store.derby;

import java.util.Arrays;

/**
 * Guesses whether a put meets an existing row, by what puts of the same shape met; a wrong guess only costs time. For one thread.
 *
 * <p>A shape is the byte behind the account in the key, where key layouts have their kind.
 */
final class Habits {
    private static final int SURE = 4;

    private final byte[] shapes = new byte[257];

    /** Whether such a key rather exists. */
    boolean exists(byte[] key) {
        return shapes[shape(key)] > 0;
    }

    /** What was found. */
    void learn(byte[] key, boolean existed) {
        int shape = shape(key);
        shapes[shape] = (byte) Math.clamp(shapes[shape] + (existed ? 1 : -1), -SURE, SURE);
    }

    /** Knows nothing any more. */
    void clear() {
        Arrays.fill(shapes, (byte) 0);
    }

    private static int shape(byte[] key) {
        return key.length > 8 ? key[8] & 0xff : 256;
    }
}
