package org.mailbay.queue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.delivery.Shipment;
import org.mailbay.metrics.Metrics;
import org.mailbay.queue.Item.Recipient;
import org.mailbay.queue.Reports.Report;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.Spans;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.Traces;
import org.mailbay.trace.spi.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what happens: to the log, to the letters' traces, in figures; and knows who has how much waiting. */
final class Diary {
    private static final Logger LOG = LoggerFactory.getLogger(Diary.class);
    /** So much of an account's may wait for a destination before what follows is {@link Lane.Kind#BULK}. */
    private static final int MOST_LETTERS = 100;

    /** So much to whatever destination. */
    private static final int MOST_OF_ACCOUNT = 500;

    private static final int MOST_COUNTED = 100_000;

    private static final Lane.To ANYWHERE = new Lane.To(Lane.Way.MX, "");

    private record Crowd(Lane.To destination, TenantId tenant, AccountId account) {}

    private final Swappable<Traces> traces;
    private final Spans spans;
    private final InstantSource clock;
    private final Map<Crowd, Integer> crowds = new ConcurrentHashMap<>();
    private final LongAdder taken = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder attemptNanos = new LongAdder();
    private final LongAdder reports = new LongAdder();
    private final LongAdder silent = new LongAdder();

    Diary(Swappable<Traces> traces, Spans spans, InstantSource clock) {
        this.traces = traces;
        this.spans = spans;
        this.clock = clock;
    }

    /** How urgent work is: by its priority (RFC 6710 §4.1), by how many it goes to, and by what its sender has waiting there. */
    Lane.Kind kind(Lane.To destination, Shipment shipment) {
        int priority = priority(shipment.parameters().getOrDefault("MT-PRIORITY", "0"));
        if (priority != 0) {
            return priority > 0 ? Lane.Kind.URGENT : Lane.Kind.BULK;
        }
        boolean isCrowded =
                crowds.getOrDefault(new Crowd(destination, shipment.tenant(), shipment.account()), 0) >= MOST_LETTERS
                        || crowds.getOrDefault(new Crowd(ANYWHERE, shipment.tenant(), shipment.account()), 0)
                                >= MOST_OF_ACCOUNT;
        return isCrowded || shipment.destinations().size() > Item.MAX_RECIPIENTS ? Lane.Kind.BULK : Lane.Kind.LETTER;
    }

    private static int priority(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("MT-PRIORITY", e);
        }
    }

    void taken(Letter letter, List<Item> items) {
        taken.increment();
        for (Item item : items) {
            if (item.lane().kind() == Lane.Kind.LETTER && crowds.size() < MOST_COUNTED) {
                crowds(item).forEach(crowd -> crowds.merge(crowd, 1, Integer::sum));
            }
        }
        LOG.info(
                "event=queue-taken trace={} letter={} sender=<{}> bytes={} items={} held={}",
                letter.traceId(),
                letter.number(),
                letter.sender(),
                letter.blob().size(),
                items.size(),
                !letter.held().isEmpty());
        write(
                letter,
                letter.held().isEmpty() ? "queued" : "held",
                "letter",
                letter.number(),
                "recipients",
                items.stream().mapToInt(item -> item.recipients().size()).sum(),
                "why",
                letter.held());
    }

    private static List<Crowd> crowds(Item item) {
        Lane lane = item.lane();
        return List.of(
                new Crowd(lane.destination(), lane.tenant(), lane.account()),
                new Crowd(ANYWHERE, lane.tenant(), lane.account()));
    }

    /** Work that waits no more. */
    void left(Item item) {
        if (item.lane().kind() == Lane.Kind.LETTER) {
            crowds(item).forEach(one -> crowds.computeIfPresent(one, (crowd, count) -> count > 1 ? count - 1 : null));
        }
    }

    void tried(Tried tried) {
        attempts.increment();
        attemptNanos.add(tried.nanos());
        if (tried.left().isEmpty()) {
            left(tried.item());
        }
        if (spans.isWanted()) {
            spans.ended(
                    Span.Kind.CLIENT,
                    "queue attempt",
                    tried.letter().traceId(),
                    tried.now(),
                    tried.nanos(),
                    !tried.left().isEmpty() || !tried.failed().isEmpty(),
                    "destination",
                    tried.item().lane().destination().toString(),
                    "attempt",
                    tried.item().attempts() + 1,
                    "delivered",
                    tried.taken().size() + tried.reporting().size(),
                    "deferred",
                    tried.left().size(),
                    "failed",
                    tried.failed().size());
        }
        Duration age = Duration.between(tried.letter().received(), tried.now());
        each(tried, tried.taken(), "delivered", delivered, age);
        each(tried, tried.reporting(), "delivered", delivered, age);
        each(tried, tried.left(), "deferred", deferred, age);
        each(tried, tried.failed(), "failed", failed, age);
        if (!tried.failed().isEmpty() && tried.letter().sender().isEmpty()) {
            silent.add(tried.failed().size());
            LOG.warn(
                    "event=queue-undeliverable-report trace={} letter={}: a report of the mail system that nobody can be told of",
                    tried.letter().traceId(),
                    tried.letter().number());
        }
    }

    private void each(Tried tried, List<Recipient> recipients, String what, LongAdder counter, Duration age) {
        Letter letter = tried.letter();
        for (Recipient recipient : recipients) {
            counter.increment();
            LOG.info(
                    "event=queue-attempt outcome={} trace={} letter={} to=<{}> attempt={} remote=\"{}\" reply=\"{}\" millis={} age={}",
                    what,
                    letter.traceId(),
                    letter.number(),
                    recipient.address(),
                    tried.item().attempts() + 1,
                    recipient.remote(),
                    recipient.reply(),
                    tried.nanos() / 1_000_000,
                    age.toSeconds());
            write(
                    letter,
                    what,
                    TraceEvent.TO,
                    recipient.address(),
                    "attempt",
                    tried.item().attempts() + 1,
                    "remote",
                    recipient.remote(),
                    "reply",
                    recipient.reply());
        }
    }

    /** A report about a letter may have been added. */
    void reported(Letter letter, Report report) {
        if (report.letter() != null) {
            reports.increment();
            write(letter, "reported", "reports", report.work().size());
        }
    }

    /** Adds to a letter's trace, if somebody keeps traces. */
    void write(Letter letter, String what, Object... facts) {
        try (Lease<Traces> lease = traces.acquire(Duration.ZERO)) {
            lease.service().add(letter.traceId(), TraceEvent.of(clock.instant(), "queue", what, facts));
        } catch (AwayException nobody) {
            LOG.debug("event=trace-away trace={}", letter.traceId());
        }
    }

    /** Recipients of reports that could not be delivered: nobody was told. */
    long silent() {
        return silent.sum();
    }

    void measure(Metrics out) {
        out.counter("mailbay_queue_taken_total", "Messages taken", taken.sum());
        out.counter("mailbay_queue_attempts_total", "Attempts to deliver", attempts.sum());
        out.counter("mailbay_queue_attempt_seconds_total", "Time of attempts", attemptNanos.sum() / 1e9);
        out.counter(
                "mailbay_queue_recipients_total",
                "Recipients by outcome of attempts",
                delivered.sum(),
                "outcome",
                "delivered");
        out.counter(
                "mailbay_queue_recipients_total",
                "Recipients by outcome of attempts",
                deferred.sum(),
                "outcome",
                "deferred");
        out.counter(
                "mailbay_queue_recipients_total",
                "Recipients by outcome of attempts",
                failed.sum(),
                "outcome",
                "failed");
        out.counter("mailbay_queue_reports_total", "Reports to senders", reports.sum());
        out.counter(
                "mailbay_queue_undeliverable_reports_total",
                "Reports to nobody: what failed had no sender",
                silent.sum());
    }
}
