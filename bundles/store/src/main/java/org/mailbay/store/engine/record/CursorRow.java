package org.mailbay.store.engine.record;

import java.io.IOException;

/**
 * The row of SYS that says how far the search index is with an account.
 *
 * @param generation of the index
 * @param number of the index's commit that has everything up to {@code position}
 */
public record CursorRow(String generation, long number, Position position) {
    private static final int VERSION = 1;

    /** The value. */
    public byte[] value() {
        Out out = new Out(64).octet(VERSION).text(generation).varint(number);
        position.write(out);
        return out.done();
    }

    /** Reads a value. */
    public static CursorRow read(byte[] value) throws IOException {
        In in = new In(value).version(VERSION);
        String generation = in.text();
        long number = in.varint();
        return new CursorRow(generation, number, Position.read(in));
    }
}
