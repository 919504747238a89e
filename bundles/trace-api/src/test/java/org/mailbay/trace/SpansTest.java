package org.mailbay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.trace.spi.Span;
import org.mailbay.trace.spi.SpanListener;

class SpansTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Spans spans = new Spans();
    private final List<Span> told = new ArrayList<>();

    private final SpanListener listener = new SpanListener() {
        @Override
        public void ended(Span span) {
            told.add(span);
            if (span.name().equals("bad")) {
                throw new IllegalStateException("expected");
            }
        }

        @Override
        public void joined(String cause, String traceparent) {
            throw new IllegalStateException("expected");
        }
    };

    private void end(String name) {
        spans.ended(Span.Kind.SERVER, name, "cause", NOW, 1_500_000, false, "bytes", 7);
    }

    @Test
    void nobodyListensThenSomebodyDoesThenNobodyAgain() {
        end("before");
        assertThat(spans.isWanted()).isFalse();
        spans.bind(listener);
        end("during");
        spans.unbind(listener);
        end("after");
        assertThat(told).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("during");
            assertThat(span.start()).isEqualTo(NOW.minusNanos(1_500_000));
            assertThat(span.took()).isEqualTo(Duration.ofNanos(1_500_000));
            assertThat(span.facts()).containsExactly(java.util.Map.entry("bytes", "7"));
        });
    }

    @Test
    void aListenerThatFailsHarmsNobody() {
        spans.bind(listener);
        end("bad");
        spans.joined("cause", "00-0-0-0");
        end("good");
        assertThat(told).extracting(Span::name).containsExactly("bad", "good");
    }
}
