package org.mailbay.dns.resolver;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.dns.Answer.Status;
import org.mailbay.metrics.Metrics;

/** What is counted. */
final class Figures {
    private final Map<Status, LongAdder> answers = new EnumMap<>(Status.class);
    private final LongAdder hits = new LongAdder();
    private final LongAdder joined = new LongAdder();
    private final LongAdder resolutions = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder udp = new LongAdder();
    private final LongAdder tcp = new LongAdder();
    private final LongAdder udpFailed = new LongAdder();
    private final LongAdder tcpFailed = new LongAdder();
    private final LongAdder mismatched = new LongAdder();

    Figures() {
        for (Status status : Status.values()) {
            answers.put(status, new LongAdder());
        }
    }

    void answered(Status status) {
        LongAdder adder = answers.get(status);
        if (adder != null) {
            adder.increment();
        }
    }

    /** From the cache. */
    void hit() {
        hits.increment();
    }

    /** Somebody else asks the same now. */
    void joined() {
        joined.increment();
    }

    /** It took so long to find out. */
    void resolved(long took) {
        resolutions.increment();
        nanos.add(took);
    }

    /** A server answered. */
    void exchanged(String transport) {
        (transport.equals("tcp") ? tcp : udp).increment();
    }

    /** A server did not. */
    void failed(String transport) {
        (transport.equals("tcp") ? tcpFailed : udpFailed).increment();
    }

    /** A message that answers no question of ours. */
    void mismatched() {
        mismatched.increment();
    }

    void measure(Metrics out, int entries, int running) {
        answers.forEach((status, count) -> out.counter(
                "mailbay_dns_answers_total",
                "Answers given to features.",
                count.doubleValue(),
                "status",
                status.name().toLowerCase(Locale.ROOT)));
        out.counter("mailbay_dns_cache_hits_total", "Answers that were remembered.", hits.doubleValue());
        out.counter("mailbay_dns_joined_total", "Questions that waited for the same one.", joined.doubleValue());
        out.counter("mailbay_dns_resolutions_total", "Questions that were looked into.", resolutions.doubleValue());
        out.counter("mailbay_dns_resolution_seconds_total", "Time that took.", nanos.doubleValue() / 1e9);
        exchanges(out, udp, "udp", "answered");
        exchanges(out, udpFailed, "udp", "failed");
        exchanges(out, tcp, "tcp", "answered");
        exchanges(out, tcpFailed, "tcp", "failed");
        out.counter(
                "mailbay_dns_mismatched_total", "Messages that answer no question of ours.", mismatched.doubleValue());
        out.gauge("mailbay_dns_cache_entries", "Answers that are remembered.", entries);
        out.gauge("mailbay_dns_questions_running", "Questions that are being looked into.", running);
    }

    private static void exchanges(Metrics out, LongAdder count, String transport, String outcome) {
        out.counter(
                "mailbay_dns_exchanges_total",
                "Messages to servers.",
                count.doubleValue(),
                "transport",
                transport,
                "outcome",
                outcome);
    }
}
