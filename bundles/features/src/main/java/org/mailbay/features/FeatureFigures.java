package org.mailbay.features;

import java.util.Map;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many operations there were, and what is on trial. */
@Component
public final class FeatureFigures implements MetricSource {
    private final Features features;

    @Activate
    public FeatureFigures(@Reference Features features) {
        this.features = features;
    }

    @Override
    public void measure(Metrics out) {
        for (Map.Entry<String, Long> outcome : features.operations().entrySet()) {
            out.counter(
                    "mailbay_features_operations_total",
                    "Updates, installations, removals and the like.",
                    outcome.getValue(),
                    "outcome",
                    outcome.getKey());
        }
        for (Map.Entry<String, Long> outcome : features.tried().entrySet()) {
            out.counter(
                    "mailbay_features_canaries_total",
                    "Revisions that were tried.",
                    outcome.getValue(),
                    "outcome",
                    outcome.getKey());
        }
        out.gauge(
                "mailbay_features_canary_percent",
                "Share of connections that a revision on trial has; 0 when none is.",
                features.canaryPercent());
        out.gauge("mailbay_features_missing", "Bundles that were installed and do not run.", features.missing());
    }
}
