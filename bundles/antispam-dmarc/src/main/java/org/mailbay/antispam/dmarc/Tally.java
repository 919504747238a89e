package org.mailbay.antispam.dmarc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** Counts results. */
final class Tally {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void found(String result) {
        counts.computeIfAbsent(result, ignored -> new LongAdder()).increment();
    }

    void measure(Metrics out) {
        counts.forEach((result, count) ->
                out.counter("mailbay_antispam_dmarc_total", "Checks by their result.", count.sum(), "result", result));
    }
}
