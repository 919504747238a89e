package org.mailbay.trace;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** Makes ids of traces: 18 digits and lower-case letters that sort by time, not to be guessed. */
public final class TraceId {
    private static final int TIME = 9;
    private static final int RANDOM = 9;
    private static final int BASE = 36;

    private TraceId() {}

    /** A new id. */
    public static String of(Instant now, RandomGenerator random) {
        StringBuilder id = new StringBuilder(Long.toString(now.toEpochMilli(), BASE));
        while (id.length() < TIME) {
            id.insert(0, '0');
        }
        for (int i = 0; i < RANDOM; i++) {
            id.append(Character.forDigit(random.nextInt(BASE), BASE));
        }
        return id.toString();
    }
}
