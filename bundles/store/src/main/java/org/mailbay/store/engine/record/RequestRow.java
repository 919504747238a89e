package org.mailbay.store.engine.record;

import java.io.IOException;

/**
 * A row of SYS that asks for something to be done after a commit.
 *
 * @param asked when the transaction was, in milliseconds since 1970
 */
public record RequestRow(long asked, String topic, byte[] payload) {
    private static final int VERSION = 1;

    /** The value. */
    public byte[] value() {
        return new Out(80 + payload.length)
                .octet(VERSION)
                .varint(asked)
                .text(topic)
                .raw(payload)
                .done();
    }

    /** Reads a value. */
    public static RequestRow read(byte[] value) throws IOException {
        In in = new In(value).version(VERSION);
        return new RequestRow(in.varint(), in.text(), in.rest());
    }
}
