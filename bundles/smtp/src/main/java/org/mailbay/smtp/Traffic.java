package org.mailbay.smtp;

import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** What sessions count. */
final class Traffic {
    private final LongAdder sessions = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void opened() {
        sessions.increment();
    }

    void resumed() {
        resumed.increment();
    }

    /**
     * A message was answered.
     *
     * @param size in bytes
     * @param time from its first byte, in nanoseconds
     */
    void answered(Reply reply, long size, long time) {
        (reply.code() == 250 ? delivered : reply.isError() ? refused : deferred).increment();
        bytes.add(size);
        nanos.add(time);
    }

    void measure(Metrics out) {
        out.counter("mailbay_smtp_sessions_total", "Sessions opened.", sessions.sum());
        out.counter("mailbay_smtp_sessions_resumed_total", "Sessions taken over from another revision.", resumed.sum());
        messages(out, "delivered", delivered);
        messages(out, "refused", refused);
        messages(out, "deferred", deferred);
        out.counter("mailbay_smtp_received_bytes_total", "Bytes of messages.", bytes.sum());
        out.counter(
                "mailbay_smtp_message_seconds_total",
                "Time from the first byte of a message to its answer.",
                nanos.sum() / 1e9);
    }

    private static void messages(Metrics out, String outcome, LongAdder count) {
        out.counter("mailbay_smtp_messages_total", "Messages answered at their end.", count.sum(), "outcome", outcome);
    }
}
