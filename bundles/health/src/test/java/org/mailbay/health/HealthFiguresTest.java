package org.mailbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.testkit.Figures;

class HealthFiguresTest {
    private static Map<String, Double> of(Finding... findings) {
        return Figures.of(out -> HealthFigures.measure(new Report(List.of(findings), System.nanoTime()), out));
    }

    @Test
    void whatIsNotWellHasItsName() {
        assertThat(of(
                        Finding.ok("DNS"),
                        Finding.ok("Queue"),
                        new Finding("Certificates", Finding.Level.WARN, "ends soon"),
                        Finding.failed("Store", "closed")))
                .containsEntry("mailbay_health_ready", 0.0)
                .containsEntry("mailbay_health_findings{level=\"ok\"}", 2.0)
                .containsEntry("mailbay_health_unwell{part=\"Certificates\",level=\"warn\"}", 1.0)
                .containsEntry("mailbay_health_unwell{part=\"Store\",level=\"failed\"}", 1.0)
                .hasSize(6);
        assertThat(of(Finding.ok("DNS")))
                .containsEntry("mailbay_health_ready", 1.0)
                .hasSize(4);
    }

    @Test
    void aPartWithSeveralFindingsIsSaidOnce() {
        assertThat(of(new Finding("Store", Finding.Level.WARN, "slow"), Finding.failed("Store", "closed")))
                .containsEntry("mailbay_health_unwell{part=\"Store\",level=\"failed\"}", 1.0)
                .doesNotContainKey("mailbay_health_unwell{part=\"Store\",level=\"warn\"}");
    }
}
