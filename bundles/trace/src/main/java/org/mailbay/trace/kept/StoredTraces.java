package org.mailbay.trace.kept;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.trace.Spans;
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.Traces;
import org.mailbay.trace.spi.Span;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records. */
@Component(
        configurationPid = "trace",
        service = {Traces.class, MetricSource.class, StoredTraces.class},
        immediate = true)
@Designate(ocd = StoredTraces.Config.class)
public final class StoredTraces implements Traces, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(StoredTraces.class);
    private static final long FLUSH = TimeUnit.SECONDS.toNanos(2);
    private static final long STOP_MILLIS = 15_000;
    private static final int MAX_SEARCH = 1_000;

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Traces", description = "The record of what happened to each message")
    public @interface Config {
        /** Age. */
        @AttributeDefinition(description = "For how many days records are kept", min = "1", max = "3650")
        int keepDays() default 30;

        /** Size; the oldest go first. */
        @AttributeDefinition(description = "How much all records may be together, in megabytes", min = "1")
        int maxMegabytes() default 2_048;

        /** What is more is not recorded, and counted. */
        @AttributeDefinition(
                description = "How many events may wait in memory to be written",
                min = "100",
                max = "1000000")
        int maxWaiting() default 20_000;
    }

    private final InstantSource clock;
    private final Duration keep;
    private final long maxBytes;
    private final Sizes sizes;
    private final Writer writer;
    private final Reader reader;
    private final Retention retention;
    private final AtomicLong removed = new AtomicLong();
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("trace-upkeep").daemon().factory());
    private final Spans spans = new Spans();
    private volatile String trouble = "";

    @Activate
    public StoredTraces(@Reference Annex annex, Config config) throws IOException {
        this(annex.room("trace"), config, InstantSource.system());
        upkeep.scheduleWithFixedDelay(this::lookAfter, 60, 600, TimeUnit.SECONDS);
    }

    /** Without upkeep by itself, for tests. */
    StoredTraces(Room room, Config config, InstantSource clock) throws IOException {
        this.clock = clock;
        keep = Duration.ofDays(config.keepDays());
        maxBytes = (long) config.maxMegabytes() << 20;
        sizes = new Sizes(room, ThreadLocalRandom.current().nextLong());
        sizes.load();
        writer = new Writer(
                room, sizes, config.maxWaiting(), ThreadLocalRandom.current().nextInt());
        reader = new Reader(room);
        retention = new Retention(room, sizes);
        writer.start();
    }

    @Deactivate
    public void stop() {
        upkeep.shutdownNow();
        writer.stop(STOP_MILLIS);
        try {
            if (!upkeep.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("event=trace-stop outcome=upkeep-goes-on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who shows traces elsewhere is told of each event. */
    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindSpans(SpanListener service) {
        spans.bind(service);
    }

    void unbindSpans(SpanListener service) {
        spans.unbind(service);
    }

    @Override
    public void add(String id, TraceEvent event) {
        try {
            if (Keys.isId(id)) {
                if (spans.isWanted()) {
                    spans.ended(
                            Span.Kind.INTERNAL,
                            event.part() + ' ' + event.what(),
                            id,
                            event.time(),
                            0,
                            false,
                            event.facts());
                }
                writer.add(Note.of(id, event));
                return;
            }
            LOG.debug("event=trace outcome=refused reason=\"no id\"");
        } catch (RuntimeException e) {
            LOG.warn("event=trace outcome=refused part={} what={}", event.part(), event.what(), e);
        }
        writer.lose();
    }

    @Override
    public Optional<Trace> find(String id) throws IOException {
        writer.flush(FLUSH);
        return reader.find(id);
    }

    @Override
    public List<Trace> search(String address, Instant before, int max) throws IOException {
        if (max < 1 || max > MAX_SEARCH) {
            throw new IllegalArgumentException("from 1 to 1,000 are found, not " + max);
        }
        writer.flush(FLUSH);
        List<Trace> found = new ArrayList<>();
        for (String id : reader.search(address, before.toEpochMilli(), max)) {
            reader.find(id).ifPresent(found::add);
        }
        return found;
    }

    /** Removes what is too old or too much. */
    void lookAfter() {
        try {
            int now = Keys.slot(clock.millis());
            int first = Math.max(Keys.slot(clock.instant().minus(keep).toEpochMilli()), sizes.firstKept(maxBytes, now));
            long count = retention.removeBefore(first);
            removed.addAndGet(count);
            trouble = "";
            if (count > 0) {
                LOG.info("event=trace-retention outcome=removed entries={} bytes={}", count, sizes.total());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("event=trace-retention outcome=failed", e);
            trouble = "old records could not be removed: " + e.getMessage();
        }
    }

    Writer writer() {
        return writer;
    }

    long bytes() {
        return sizes.total();
    }

    /** What went wrong with removing; empty when nothing did. */
    String trouble() {
        return trouble;
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_trace_events_total", "Events taken to be recorded", writer.taken());
        out.counter("mailbay_trace_lost_events_total", "Events that could not be recorded", writer.lost());
        out.counter("mailbay_trace_commits_total", "Commits of events", writer.commits());
        out.counter("mailbay_trace_failures_total", "Commits of events that failed", writer.failures());
        out.counter("mailbay_trace_removed_entries_total", "Entries removed by age or size", removed.get());
        out.gauge("mailbay_trace_waiting_events", "Events that wait to be written", writer.waiting());
        out.gauge("mailbay_trace_stored_bytes", "Bytes of all records", sizes.total());
    }
}
