package org.mailbay.health;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Readiness as figures, each part that is not well by its name: what an alarm is set on. */
@Component(service = MetricSource.class)
public final class HealthFigures implements MetricSource {
    private final Readiness readiness;

    @Activate
    public HealthFigures(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public void measure(Metrics out) {
        measure(readiness.report(), out);
    }

    static void measure(Report report, Metrics out) {
        out.gauge("mailbay_health_ready", "1 while the server is ready, else 0.", report.isReady() ? 1 : 0);
        Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);
        for (Finding finding : report.findings()) {
            counts.merge(finding.level(), 1, Integer::sum);
        }
        Map<String, Finding.Level> unwell = new TreeMap<>();
        for (Finding finding : report.findings()) {
            if (finding.level() != Finding.Level.OK) {
                unwell.merge(finding.part(), finding.level(), (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
        for (Finding.Level level : Finding.Level.values()) {
            out.gauge(
                    "mailbay_health_findings",
                    "Findings of the last look, by how bad they are.",
                    counts.getOrDefault(level, 0),
                    "level",
                    word(level));
        }
        unwell.forEach((part, level) -> out.gauge(
                "mailbay_health_unwell", "1 for each part that is not well.", 1, "part", part, "level", word(level)));
    }

    private static String word(Finding.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
