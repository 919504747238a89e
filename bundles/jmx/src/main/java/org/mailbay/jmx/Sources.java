package org.mailbay.jmx;

import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** The figures of one bundle, of however many services and revisions. */
final class Sources {
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int MOST = 5_000;

    private record Source(MetricSource service, Swappable<MetricSource> holder) {}

    private final List<Source> sources = new CopyOnWriteArrayList<>();

    void add(MetricSource service) {
        Swappable<MetricSource> holder = new Swappable<>("figures");
        holder.bind(service);
        sources.add(new Source(service, holder));
    }

    /** When it returns nobody is inside it, or it did not come to an end in time. */
    void remove(MetricSource service) {
        for (Source source : sources) {
            if (source.service() == service) {
                sources.remove(source);
                source.holder().unbind(service, DRAIN);
            }
        }
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    /** As {@code name{label="value"}}, sorted. */
    SequencedMap<String, Object> measure() {
        TreeMap<String, Object> figures = new TreeMap<>();
        for (Source source : sources) {
            try (Lease<MetricSource> lease = source.holder().acquire(Duration.ZERO)) {
                lease.service().measure(new Into(figures));
            } catch (AwayException e) {
                continue; // it went at this moment, and its figures with it
            }
        }
        return figures;
    }

    private record Into(TreeMap<String, Object> figures) implements Metrics {
        @Override
        public void counter(String name, String help, double value, String... labels) {
            gauge(name, help, value, labels);
        }

        @Override
        public void gauge(String name, String help, double value, String... labels) {
            StringBuilder key = new StringBuilder(name);
            for (int i = 0; i + 1 < labels.length; i += 2) {
                key.append(i == 0 ? '{' : ',').append(labels[i]);
                key.append("=\"").append(labels[i + 1]).append('"');
            }
            if (figures.size() < MOST) {
                figures.put(labels.length < 2 ? name : key.append('}').toString(), value);
            }
        }
    }
}
