package org.mailbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Finding warn = new Finding("disk", Finding.Level.WARN, "nearly full");
    private final Finding failed = Finding.failed("store", "closed");

    @Test
    void aWarningKeepsItReadyAFailureDoesNot() {
        assertThat(new Report(List.of(warn), System.nanoTime()).isReady()).isTrue();
        Report report = new Report(List.of(warn, failed), System.nanoTime());
        assertThat(report.isReady()).isFalse();
        assertThat(report.findings()).containsExactly(failed, warn);
    }

    @Test
    void strangersLearnOnlyTheNames() {
        Report report = new Report(List.of(warn, failed), System.nanoTime());
        assertThat(report.toMap(false)).containsEntry("parts", List.of("store"));
        assertThat(report.toMap(true).toString()).contains("closed", "nearly full");
    }

    @Test
    void anOldReportIsAFailure() {
        Report old =
                new Report(List.of(), System.nanoTime() - Duration.ofMinutes(1).toNanos());
        assertThat(old.isReady()).isTrue();
        assertThat(old.unlessOlderThan(Duration.ofSeconds(30)).failed())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("no health report for 6"));
    }
}
