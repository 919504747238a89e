package org.mailbay.store.engine.record;

import java.io.IOException;

/**
 * A row of SYS that keeps a request which has failed too often.
 *
 * @param request as it was
 * @param since when it was set aside, in milliseconds since 1970
 * @param attempts how often it was tried in vain
 * @param reason of the last failure
 */
public record AsideRow(RequestRow request, long since, long attempts, String reason) {
    private static final int VERSION = 1;

    private static final int MOST_REASON = 500;

    public AsideRow {
        if (reason.length() > MOST_REASON) {
            reason = reason.substring(0, MOST_REASON);
        }
    }

    /** The value. */
    public byte[] value() {
        byte[] row = request.value();
        return new Out(40 + 3 * reason.length() + row.length)
                .octet(VERSION)
                .varint(since)
                .varint(attempts)
                .text(reason)
                .raw(row)
                .done();
    }

    /** Reads a value. */
    public static AsideRow read(byte[] value) throws IOException {
        In in = new In(value).version(VERSION);
        long since = in.varint();
        long attempts = in.varint();
        String reason = in.text();
        return new AsideRow(RequestRow.read(in.rest()), since, attempts, reason);
    }
}
