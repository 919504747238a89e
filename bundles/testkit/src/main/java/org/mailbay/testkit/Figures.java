package org.mailbay.testkit;

import java.util.Map;
import java.util.TreeMap;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;

/** What a source says now, as {@code name{label="value"}} to value. */
public final class Figures {
    private Figures() {}

    /** Asks it. */
    public static Map<String, Double> of(MetricSource source) {
        Map<String, Double> figures = new TreeMap<>();
        source.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                gauge(name, help, value, labels);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                StringBuilder key = new StringBuilder(name);
                for (int i = 0; i < labels.length; i += 2) {
                    key.append(i == 0 ? '{' : ',').append(labels[i]);
                    key.append("=\"").append(labels[i + 1]).append('"');
                }
                figures.put(labels.length == 0 ? name : key.append('}').toString(), value);
            }
        });
        return figures;
    }
}
