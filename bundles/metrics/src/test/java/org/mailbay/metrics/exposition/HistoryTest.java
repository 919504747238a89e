package org.mailbay.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.Call;

class HistoryTest {
    private static final String QUEUE = "mailbay_queue_messages";

    private final Figures figures = new Figures(Duration.ofSeconds(5));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000));
    private final History history = new History(figures, now::get);
    private double queued = 3;

    @AfterEach
    void close() {
        figures.close();
    }

    private void look(double value) throws InterruptedException {
        queued = value;
        history.look();
        now.updateAndGet(time -> time.plusSeconds(10));
    }

    private static List<Object> values(Map<String, Object> shown, String name) {
        List<Object> values = new ArrayList<>();
        for (Object one : (List<?>) shown.get("series")) {
            if (one instanceof Map<?, ?> series && name.equals(series.get("name"))) {
                values.add(series.get("values"));
            }
        }
        return values;
    }

    @Test
    void aFigureIsNullBeforeItsSourceCame() throws Exception {
        history.look();
        now.updateAndGet(time -> time.plusSeconds(10));
        figures.add(out -> out.gauge(QUEUE, "Messages.", queued), "queue");
        look(5);
        look(7);
        Map<String, Object> shown = Call.of("GET", "").to(new HistoryResource(history));
        assertThat(shown.get("times")).isEqualTo(List.of(1_000L, 1_010L, 1_020L));
        List<Object> expected = new ArrayList<>();
        expected.add(null);
        expected.add(5.0);
        expected.add(7.0);
        assertThat(values(shown, QUEUE)).containsExactly(expected);
        assertThat(values(shown, "jvm_memory_used_bytes")).hasSize(2);
    }

    @Test
    void noMoreIsKeptThanAnHourAndWhatIsPlotted() throws Exception {
        figures.add(out -> out.gauge(QUEUE, "Messages.", queued), "queue");
        figures.add(out -> out.gauge("mailbay_other", "Of no interest.", 1), "other");
        for (int i = 0; i < 365; i++) {
            look(i);
        }
        Map<String, Object> shown = history.show();
        assertThat((List<?>) shown.get("times")).hasSize(360);
        assertThat((List<?>) values(shown, QUEUE).getFirst())
                .hasSize(360)
                .first()
                .isEqualTo(5.0);
        assertThat(values(shown, "mailbay_other")).isEmpty();
    }
}
