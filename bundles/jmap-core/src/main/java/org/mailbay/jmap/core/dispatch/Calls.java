package org.mailbay.jmap.core.dispatch;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** Counts method calls by method, of whatever bundle it is; a name that is no method's counts as {@code unknown}. */
public final class Calls {
    /** Methods come and go with their bundles; names of clients never get here. */
    private static final int MOST = 500;

    private static final class Count {
        private final LongAdder calls = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder nanos = new LongAdder();
    }

    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    /** @param method that there is, or {@code unknown} */
    void count(String method, boolean isError, long nanos) {
        Count count = counts.get(method);
        if (count == null) {
            count = counts.computeIfAbsent(counts.size() < MOST ? method : "other", _ -> new Count());
        }
        count.calls.increment();
        count.nanos.add(nanos);
        if (isError) {
            count.errors.increment();
        }
    }

    /** Says them. */
    public void measure(Metrics out) {
        new TreeMap<>(counts).forEach((method, count) -> {
            out.counter("mailbay_jmap_calls_total", "Method calls.", count.calls.sum(), "method", method);
            out.counter(
                    "mailbay_jmap_call_errors_total",
                    "Method calls answered by an error.",
                    count.errors.sum(),
                    "method",
                    method);
            out.counter(
                    "mailbay_jmap_call_seconds_total",
                    "Time of method calls.",
                    count.nanos.sum() / 1e9,
                    "method",
                    method);
        });
    }
}
