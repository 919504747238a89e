package org.mailbay.smtp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Ids of messages: short, and not used again after a restart. */
final class TraceIds {
    private final String process;
    private final AtomicLong next = new AtomicLong();

    TraceIds(RandomGenerator random) {
        process = Long.toString(random.nextLong() >>> 24, 36);
    }

    String next() {
        return process + '-' + Long.toString(next.incrementAndGet(), 36);
    }
}
