package org.mailbay.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A request's name in logs and answers. Always ours: a client cannot choose it. */
final class Trace {
    /** Request attribute, and key of the logging context. */
    static final String ATTRIBUTE = "trace";

    private Trace() {}

    /** Sixteen hexadecimal digits. */
    static String next() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
