package org.mailbay.metrics.exposition;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.metrics.Metrics;

/** What one source says at one time. */
final class Sheet implements Metrics {
    /** A source that says more has labels it should not have. */
    private static final int MOST = 5_000;

    private final List<Sample> samples = new ArrayList<>();

    @Override
    public void counter(String name, String help, double value, String... labels) {
        add(Sample.of(Sample.Kind.COUNTER, name, help, value, labels));
    }

    @Override
    public void gauge(String name, String help, double value, String... labels) {
        add(Sample.of(Sample.Kind.GAUGE, name, help, value, labels));
    }

    private void add(Sample sample) {
        if (samples.size() >= MOST) {
            throw new IllegalStateException("more than " + MOST + " figures");
        }
        samples.add(sample);
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }
}
