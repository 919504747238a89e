package org.mailbay.smtp.out;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.metrics.Metrics;

/** Counts what was carried where to, and under which protection. */
final class Figures {
    private final LongAdder consignments = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder later = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<String, LongAdder> made = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> broken = new ConcurrentHashMap<>();

    void carried(List<Carried> results, long took) {
        consignments.increment();
        nanos.add(took);
        for (Carried result : results) {
            switch (result) {
                case Carried.Taken _ -> taken.increment();
                case Carried.Later _ -> later.increment();
                case Carried.Failed _ -> failed.increment();
            }
        }
    }

    /** @param policy {@code tlsa}, {@code sts} or {@code no-policy-found} */
    void connected(String policy, boolean isAsWanted) {
        (isAsWanted ? made : broken)
                .computeIfAbsent(policy, _ -> new LongAdder())
                .increment();
    }

    void measure(Metrics out) {
        out.counter("mailbay_smtp_out_consignments_total", "Attempts to carry a message.", consignments.sum());
        out.counter("mailbay_smtp_out_consignment_seconds_total", "Time that they took.", nanos.sum() / 1e9);
        recipients(out, "taken", taken);
        recipients(out, "later", later);
        recipients(out, "failed", failed);
        connections(out, "made", made);
        connections(out, "failed", broken);
    }

    private static void recipients(Metrics out, String outcome, LongAdder count) {
        out.counter(
                "mailbay_smtp_out_recipients_total",
                "Recipients of attempts by what the other server said.",
                count.sum(),
                "outcome",
                outcome);
    }

    private static void connections(Metrics out, String outcome, Map<String, LongAdder> counts) {
        new TreeMap<>(counts)
                .forEach((policy, count) -> out.counter(
                        "mailbay_smtp_out_connections_total",
                        "Connections by the policy that they were to be made under, and whether they were.",
                        count.sum(),
                        "policy",
                        policy,
                        "outcome",
                        outcome));
    }
}
