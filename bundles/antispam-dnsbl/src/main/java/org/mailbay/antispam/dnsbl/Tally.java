package org.mailbay.antispam.dnsbl;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.mailbay.antispam.dnsbl.AddressList.Finding;
import org.mailbay.antispam.dnsbl.AddressList.State;
import org.mailbay.metrics.Metrics;

/** Counts what lists say, and remembers which are of no use. */
final class Tally {
    private record Series(String list, State state) {}

    private final Map<Series, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    void found(Finding finding) {
        counts.computeIfAbsent(new Series(finding.list().name(), finding.state()), ignored -> new LongAdder())
                .increment();
        if (finding.state() == State.UNKNOWN) {
            troubles.put(finding.list().zone(), finding.why());
        } else {
            troubles.remove(finding.list().zone());
        }
    }

    /** Lists of which the last answer was of no use, for people; empty when there are none. */
    String trouble() {
        return new TreeMap<>(troubles)
                .entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining("; "));
    }

    void measure(Metrics out) {
        counts.forEach((series, count) -> out.counter(
                "mailbay_antispam_dnsbl_total",
                "Clients looked up in DNS lists, by what the list said.",
                count.sum(),
                "list",
                series.list,
                "answer",
                series.state.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
}
