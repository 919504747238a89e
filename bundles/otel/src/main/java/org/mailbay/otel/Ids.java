package org.mailbay.otel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a span belongs.
 *
 * <p>They are made of the cause alone: what happens to one message, over days and restarts, is one trace without anybody remembering it.
 *
 * @param trace 32 hexadecimal digits
 * @param root span of which the others of this cause are parts: 16 hexadecimal digits
 * @param above span of somebody else's that {@code root} is a part of; empty when there is none
 */
record Ids(String trace, String root, String above) {
    private static final HexFormat HEX = HexFormat.of();

    /** Of a cause that nothing else is known of. */
    static Ids of(String cause) {
        byte[] hash = hash(cause);
        return new Ids(HEX.formatHex(hash, 0, 16), HEX.formatHex(hash, 16, 24), "");
    }

    /** Of something that stands alone. */
    static Ids alone() {
        return new Ids(random() + random(), random(), "");
    }

    /** The same cause within somebody else's trace. */
    Ids within(Traceparent parent) {
        return new Ids(parent.trace(), root, parent.span());
    }

    /** A new span's: 16 hexadecimal digits, not all zero. */
    static String random() {
        return HEX.toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }

    /** From 0 to 1, the same for all spans of a trace. */
    double draw() {
        return (Long.parseUnsignedLong(trace, 16, 32, 16) >>> 11) * 0x1.0p-53;
    }

    private static byte[] hash(String cause) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(("mailbay " + cause).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
