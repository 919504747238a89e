package org.mailbay.smtp.out.tlsrpt;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.tls.Published;

/** What was counted since it was last written down. For one thread at a time. */
final class Tally {
    private static final int MOST_KINDS = 10_000;
    private static final int MOST_FAILURES = 50;

    private Map<Kind, Counts> kinds = new HashMap<>();

    /** One policy on one day (UTC; RFC 8460 §4.1). */
    record Kind(LocalDate day, Published published) {}

    /** A way to fail, for the details of a report (RFC 8460 §4.4). */
    record Failure(String fault, String server, String address, String reason) {}

    /** How often. */
    static final class Counts {
        long good;
        long bad;
        final Map<Failure, Long> failures = new LinkedHashMap<>();

        void add(Failure failure, long times) {
            bad += times;
            if (failures.containsKey(failure) || failures.size() < MOST_FAILURES) {
                failures.merge(failure, times, Long::sum);
            }
        }

        void add(Counts other) {
            good += other.good;
            bad += other.bad;
            other.failures.forEach((failure, times) -> {
                if (failures.containsKey(failure) || failures.size() < MOST_FAILURES) {
                    failures.merge(failure, times, Long::sum);
                }
            });
        }
    }

    /** The counts of a policy; null when there are too many policies already. */
    @Nullable
    Counts of(LocalDate day, Published published) {
        Kind kind = new Kind(day, published);
        Counts counts = kinds.get(kind);
        if (counts == null && kinds.size() < MOST_KINDS) {
            counts = new Counts();
            kinds.put(kind, counts);
        }
        return counts;
    }

    /** Everything, and begins anew. */
    Map<Kind, Counts> take() {
        Map<Kind, Counts> taken = kinds;
        kinds = new HashMap<>();
        return taken;
    }
}
