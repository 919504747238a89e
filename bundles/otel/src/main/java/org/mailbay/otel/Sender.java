package org.mailbay.otel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what waits, on one thread; what finds no room, or no collector for too long, is dropped: counted and logged. */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int TRIES = 5;

    private final Collector collector;
    private final BlockingQueue<Waiting> waiting;
    private final int batch;
    private final Duration gather;
    private final Thread thread;
    private final LongAdder taken = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unreachable = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private long droppedAndSaid;
    private volatile boolean stopping;
    private volatile String trouble = "";

    /**
     * One that has not begun.
     *
     * @param most spans that may wait
     * @param batch spans of one request
     * @param gather how long a request waits for more spans
     */
    Sender(Collector collector, int most, int batch, Duration gather) {
        this.collector = collector;
        this.waiting = new ArrayBlockingQueue<>(most);
        this.batch = batch;
        this.gather = gather;
        this.thread = Thread.ofVirtual().name("otel-sender").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Takes a span if there is room; at once. */
    void add(Waiting span) {
        if (!stopping && waiting.offer(span)) {
            taken.increment();
        } else {
            full.increment();
        }
    }

    /** Sends what waits, once, and ends: within the bound, or what is left is dropped. */
    void stop(Duration most) {
        stopping = true;
        try {
            if (!thread.join(most)) {
                thread.interrupt();
                thread.join(most);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unreachable.add(waiting.size());
        waiting.clear();
        sayDropped();
    }

    /** Why spans do not arrive; empty while they do. */
    String trouble() {
        return trouble;
    }

    long dropped() {
        return full.sum() + refused.sum() + unreachable.sum();
    }

    void measure(Metrics out) {
        out.counter("mailbay_otel_spans_total", "Spans taken to be sent.", taken.sum());
        out.counter("mailbay_otel_sent_spans_total", "Spans that the collector has.", sent.sum());
        dropped(out, "full", full);
        dropped(out, "refused", refused);
        dropped(out, "unreachable", unreachable);
        out.counter("mailbay_otel_requests_total", "Requests to the collector.", requests.sum());
        out.gauge("mailbay_otel_waiting_spans", "Spans that wait to be sent.", waiting.size());
    }

    private static void dropped(Metrics out, String reason, LongAdder count) {
        out.counter(
                "mailbay_otel_dropped_spans_total",
                "Spans that nobody will see: no room, refused by the collector, or no collector for too long.",
                count.sum(),
                "reason",
                reason);
    }

    private void run() {
        List<Waiting> spans = new ArrayList<>(batch);
        try {
            while (!stopping || !waiting.isEmpty()) {
                Waiting first = waiting.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    spans.add(first);
                    gather(spans);
                    send(spans);
                    spans.clear();
                }
                sayDropped();
            }
        } catch (InterruptedException e) {
            unreachable.add(spans.size());
            LOG.debug("event=otel-sender outcome=interrupted");
        }
    }

    private void gather(List<Waiting> spans) throws InterruptedException {
        long end = System.nanoTime() + gather.toNanos();
        waiting.drainTo(spans, batch - spans.size());
        for (long left = gather.toNanos();
                spans.size() < batch && left > 0 && !stopping;
                left = end - System.nanoTime()) {
            Waiting more = waiting.poll(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
            if (more != null) {
                spans.add(more);
                waiting.drainTo(spans, batch - spans.size());
            }
        }
    }

    private void send(List<Waiting> spans) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int tried = 1; ; tried++) {
            requests.increment();
            Collector.Answer answer = collector.send(spans);
            switch (answer) {
                case Collector.Answer.Taken(long rejected) -> {
                    sent.add(spans.size() - rejected);
                    refused.add(rejected);
                    well();
                    return;
                }
                case Collector.Answer.Refused(String why) -> {
                    refused.add(spans.size());
                    unwell(why);
                    return;
                }
                case Collector.Answer.Later(String why) -> {
                    unwell(why);
                    if (tried >= TRIES || stopping) {
                        unreachable.add(spans.size());
                        return;
                    }
                }
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        while (!stopping && System.nanoTime() < end) {
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    private void well() {
        if (!trouble.isEmpty()) {
            LOG.info("event=otel outcome=well-again");
            trouble = "";
        }
    }

    private void unwell(String why) {
        if (!why.equals(trouble)) {
            LOG.warn("event=otel outcome=failed reason=\"{}\"", why);
            trouble = why;
        }
    }

    private synchronized void sayDropped() {
        long now = dropped();
        if (now != droppedAndSaid) {
            LOG.warn(
                    "event=otel outcome=dropped spans={} full={} refused={} unreachable={}",
                    now - droppedAndSaid,
                    full.sum(),
                    refused.sum(),
                    unreachable.sum());
            droppedAndSaid = now;
        }
    }
}
