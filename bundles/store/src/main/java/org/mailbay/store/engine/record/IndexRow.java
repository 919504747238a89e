package org.mailbay.store.engine.record;

import java.io.IOException;
import org.mailbay.store.spi.Table;

/**
 * A row of IDX.
 *
 * @param modSeq of the transaction that wrote it; 1 when that is not known
 * @param value as it was given
 */
public record IndexRow(long modSeq, byte[] value) {
    /** In bytes. */
    public static final int MAX_VALUE = Table.MAX_VALUE - 11;

    private static final int WITHOUT_MODSEQ = 1;
    private static final int VERSION = 2;

    /** The stored value. */
    public byte[] stored() {
        return new Out(11 + value.length)
                .octet(VERSION)
                .varint(modSeq)
                .raw(value)
                .done();
    }

    /** Reads a stored value. */
    public static IndexRow read(byte[] stored) throws IOException {
        In in = new In(stored);
        int version = in.octet();
        return switch (version) {
            case WITHOUT_MODSEQ -> new IndexRow(1, in.rest());
            case VERSION -> new IndexRow(in.varint(), in.rest());
            default -> throw new IOException("index row of version " + version + ", known is " + VERSION);
        };
    }
}
