package org.mailbay.metrics.exposition;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The main figures of the last hour, for the console's plots: who wants more has Prometheus. */
@Component(service = History.class, immediate = true)
public final class History {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int MOMENTS = 360;
    private static final int MOST_SERIES = 100;

    /** What is kept. */
    private static final Set<String> KEPT = Set.of(
            "jvm_memory_used_bytes",
            "mailbay_antispam_verdicts_total",
            "mailbay_net_connections",
            "mailbay_queue_messages",
            "mailbay_queue_recipients_total",
            "mailbay_smtp_message_seconds_total",
            "mailbay_smtp_messages_total",
            "process_cpu_seconds_total");

    /** A figure with its labels. */
    private record Series(String name, Map<String, String> labels) {}

    /** @param seconds since 1970-01-01 UTC */
    private record Moment(long seconds, Map<Series, Double> values) {}

    private final Figures figures;
    private final InstantSource clock;
    private final Deque<Moment> moments = new ArrayDeque<>();
    private final @Nullable Thread watch;

    @Activate
    public History(@Reference Figures figures) {
        this.figures = figures;
        this.clock = InstantSource.system();
        this.watch = Thread.ofVirtual().name("metrics-history").start(this::watch);
    }

    /** One that looks only when it is told to. */
    History(Figures figures, InstantSource clock) {
        this.figures = figures;
        this.clock = clock;
        this.watch = null;
    }

    @Deactivate
    void close() throws InterruptedException {
        if (watch != null) {
            watch.interrupt();
            watch.join(Duration.ofSeconds(5));
        }
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(STEP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end
        }
    }

    /** Takes the figures down as they are now. */
    void look() throws InterruptedException {
        Map<Series, Double> values = new HashMap<>();
        figures.measure().families().forEach((name, samples) -> {
            if (KEPT.contains(name)) {
                for (Sample sample : samples) {
                    if (Double.isFinite(sample.value()) && values.size() < MOST_SERIES) {
                        values.put(new Series(name, sample.labels()), sample.value());
                    }
                }
            }
        });
        synchronized (moments) {
            moments.addLast(new Moment(clock.instant().getEpochSecond(), values));
            if (moments.size() > MOMENTS) {
                moments.removeFirst();
            }
        }
    }

    /** {@code times} in seconds, and of each series a value or null for each of them. */
    Map<String, Object> show() {
        List<Moment> now;
        synchronized (moments) {
            now = List.copyOf(moments);
        }
        Set<Series> all = new LinkedHashSet<>();
        now.forEach(moment -> all.addAll(moment.values().keySet()));
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Series series : all) {
            List<@Nullable Double> values = new ArrayList<>();
            now.forEach(moment -> values.add(moment.values().get(series)));
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", series.name());
            one.put("labels", series.labels());
            one.put("values", values);
            shown.add(one);
        }
        return Map.of("times", now.stream().map(Moment::seconds).toList(), "series", shown);
    }
}
