package org.mailbay.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.Call;
import org.mailbay.metrics.MetricSource;

class FiguresTest {
    private final Figures figures = new Figures(Duration.ofMillis(500));

    @AfterEach
    void close() {
        figures.close();
    }

    private String text() throws InterruptedException {
        return TextFormat.write(figures.measure());
    }

    @Test
    void figuresAreWrittenAsPrometheusReadsThem() throws Exception {
        figures.add(
                out -> {
                    out.counter(
                            "mailbay_x_things_total", "Things, \\ all\nof them.", 3, "kind", "a\"b\\c\nd", "b", "x");
                    out.counter("mailbay_x_things_total", "Things, \\ all\nof them.", 1.5, "kind", "e", "b", "x");
                    out.gauge("mailbay_x_level", "Level.", Double.POSITIVE_INFINITY);
                },
                "x");
        assertThat(text())
                .contains("""
                        # HELP mailbay_x_level Level.
                        # TYPE mailbay_x_level gauge
                        mailbay_x_level +Inf
                        # HELP mailbay_x_things_total Things, \\\\ all\\nof them.
                        # TYPE mailbay_x_things_total counter
                        mailbay_x_things_total{b="x",kind="a\\"b\\\\c\\nd"} 3
                        mailbay_x_things_total{b="x",kind="e"} 1.5
                        """)
                .contains("mailbay_metrics_silent_sources{bundle=\"x\"} 0\n", "mailbay_metrics_conflicts 0\n");
    }

    @Test
    void theProcessIsAlwaysThere() throws Exception {
        assertThat(text())
                .contains("jvm_memory_used_bytes{area=\"heap\"}", "process_open_fds ", "process_cpu_seconds_total ")
                .contains("mailbay_metrics_conflicts 0\n");
    }

    @Test
    void aNameOfTwoKindsIsShownOnceAndCounted() throws Exception {
        figures.add(out -> out.gauge("mailbay_a_total", "A.", 1), "a");
        figures.add(out -> out.gauge("mailbay_b", "B.", 1, "l", "1"), "b1");
        figures.add(out -> out.gauge("mailbay_b", "B.", 2, "l", "1"), "b2");
        figures.add(out -> out.gauge("mailbay b", "B.", 1), "c");
        figures.add(out -> out.gauge("mailbay_c", "C.", 1, "la-bel", "v"), "d");
        assertThat(text())
                .contains("mailbay_metrics_conflicts 4\n", "mailbay_b{l=\"1\"} 1\n")
                .doesNotContain("mailbay_a_total", "mailbay b", "mailbay_c");
        assertThat(figures.measure().conflicts()).anyMatch(c -> c.contains("b2: mailbay_b appears twice"));
    }

    @Test
    void aSourceThatThrowsOrSaysTooMuchHarmsNobody() throws Exception {
        figures.add(
                out -> {
                    out.gauge("mailbay_half", "Half.", 1);
                    throw new IllegalStateException("broken");
                },
                "broken");
        figures.add(
                out -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        out.gauge("mailbay_many", "Many.", 1, "id", Integer.toString(i));
                    }
                },
                "many");
        figures.add(out -> out.gauge("mailbay_fine", "Fine.", 1), "fine");
        assertThat(text())
                .contains("mailbay_fine 1\n")
                .contains("silent_sources{bundle=\"broken\"} 1\n", "silent_sources{bundle=\"many\"} 1\n")
                .doesNotContain("mailbay_half", "mailbay_many");
    }

    @Test
    void aSourceThatBlocksIsAskedOnceAndNotWaitedFor() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        MetricSource blocking = out -> {
            asked.incrementAndGet();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        figures.add(blocking, "blocking");
        figures.add(out -> out.gauge("mailbay_fine", "Fine.", 1), "fine");
        for (int i = 0; i < 3; i++) {
            assertThat(text()).contains("silent_sources{bundle=\"blocking\"} 1\n", "mailbay_fine 1\n");
        }
        assertThat(asked).hasValue(1);
        never.countDown();
        figures.unbindSource(blocking);
        assertThat(text()).doesNotContain("blocking");
    }

    @Test
    void theConsoleGetsTheSame() throws Exception {
        figures.add(out -> out.gauge("mailbay_x", "X.", 2.5, "l", "v"), "x");
        figures.add(out -> out.gauge("mailbay_y", "Y.", Double.NaN), "y");
        assertThat(Call.of("GET", "")
                        .query(Map.of("prefix", "mailbay_x"))
                        .to(new MetricsResource(figures))
                        .get("items"))
                .isEqualTo(List.of(Map.of(
                        "name",
                        "mailbay_x",
                        "kind",
                        "gauge",
                        "help",
                        "X.",
                        "samples",
                        List.of(Map.of("labels", Map.of("l", "v"), "value", 2.5)))));
    }
}
