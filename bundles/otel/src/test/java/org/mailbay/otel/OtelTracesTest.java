package org.mailbay.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.Figures;
import org.mailbay.trace.spi.Span;
import tools.jackson.databind.JsonNode;

class OtelTracesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.000000001Z");

    private FakeCollector collector;

    @BeforeEach
    void open() throws Exception {
        collector = new FakeCollector();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    private OtelTraces traces(Object... settings) {
        Map<String, Object> all = new HashMap<>(Map.of("endpoint", collector.url(), "gatherMillis", 20));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return new OtelTraces(Configurations.of(OtelTraces.Config.class, all));
    }

    private static Span span(Span.Kind kind, String name, String cause, String... facts) {
        SequencedMap<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            all.put(facts[i], facts[i + 1]);
        }
        return new Span(kind, name, cause, NOW, Duration.ofMillis(3), name.startsWith("bad"), all);
    }

    private JsonNode named(String name) {
        return collector.spans().stream()
                .filter(span -> span.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String fact(JsonNode span, String name) {
        for (JsonNode attribute : span.get("attributes")) {
            if (attribute.get("key").asString().equals(name)) {
                return attribute.at("/value/stringValue").asString();
            }
        }
        return "";
    }

    @Test
    void whatHappensToAMessageIsOneTrace() throws Exception {
        OtelTraces traces = traces("headers", new String[] {"Authorization=Bearer abc"});
        traces.ended(span(Span.Kind.INTERNAL, "antispam opinion", "0abc"));
        traces.ended(span(Span.Kind.SERVER, "smtp message", "0abc", "from", "bob@example.org", "bytes", "7"));
        traces.ended(span(Span.Kind.CLIENT, "bad attempt", "0abc"));
        traces.ended(span(Span.Kind.SERVER, "smtp message 2", "0abd"));
        FakeCollector.await(() -> collector.spans().size() == 4);
        JsonNode root = named("smtp message");
        assertThat(root.has("parentSpanId")).isFalse();
        assertThat(root.get("kind").asInt()).isEqualTo(2);
        assertThat(root.get("traceId").asString()).matches("[0-9a-f]{32}");
        assertThat(root.get("spanId").asString()).matches("[0-9a-f]{16}");
        assertThat(root.get("startTimeUnixNano").asString()).isEqualTo("1795435200000000001");
        assertThat(root.get("endTimeUnixNano").asString()).isEqualTo("1795435200003000001");
        assertThat(root.has("status")).isFalse();
        assertThat(fact(root, "mailbay.trace")).isEqualTo("0abc");
        assertThat(fact(root, "mailbay.bytes")).isEqualTo("7");
        assertThat(fact(root, "mailbay.from")).as("masked").isEqualTo("*@example.org");
        for (String child : new String[] {"antispam opinion", "bad attempt"}) {
            assertThat(named(child).get("traceId")).isEqualTo(root.get("traceId"));
            assertThat(named(child).get("parentSpanId")).isEqualTo(root.get("spanId"));
        }
        assertThat(named("bad attempt").at("/status/code").asInt()).isEqualTo(2);
        assertThat(named("bad attempt").get("kind").asInt()).isEqualTo(3);
        assertThat(named("smtp message 2").get("traceId")).isNotEqualTo(root.get("traceId"));
        assertThat(collector
                        .bodies
                        .getFirst()
                        .at("/resourceSpans/0/resource/attributes/0/value/stringValue")
                        .asString())
                .isEqualTo("mailbay");
        assertThat(collector.authorizations).containsOnly("Bearer abc");
        assertThat(traces.execute().getStatus()).isEqualTo(Result.Status.OK);
        traces.stop();
    }

    @Test
    void aRequestJoinsTheTraceOfWhoSentIt() throws Exception {
        OtelTraces traces = traces("samplePercent", 0, "addresses", true);
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        traces.joined("r1", "00-" + trace + "-00f067aa0ba902b7-01");
        traces.joined("r2", "00-" + trace + "-00f067aa0ba902b7-00");
        traces.joined("r3", "nonsense");
        traces.ended(span(Span.Kind.INTERNAL, "jmap request", "r1", "to", "bob@example.org"));
        traces.ended(span(Span.Kind.SERVER, "POST /jmap/api", "r1"));
        traces.ended(span(Span.Kind.SERVER, "not sampled there", "r2"));
        traces.ended(span(Span.Kind.SERVER, "not sampled here", "r3"));
        traces.ended(span(Span.Kind.SERVER, "alone", ""));
        traces.stop();
        assertThat(collector.spans()).hasSize(2);
        JsonNode root = named("POST /jmap/api");
        assertThat(root.get("traceId").asString()).isEqualTo(trace);
        assertThat(root.get("parentSpanId").asString()).isEqualTo("00f067aa0ba902b7");
        assertThat(named("jmap request").get("traceId").asString()).isEqualTo(trace);
        assertThat(named("jmap request").get("parentSpanId")).isEqualTo(root.get("spanId"));
        assertThat(fact(named("jmap request"), "mailbay.to")).isEqualTo("bob@example.org");
    }

    @Test
    void aPartOfTheTracesIsTheSamePartForAllSpans() throws Exception {
        OtelTraces traces = traces("samplePercent", 30);
        for (int i = 0; i < 1_000; i++) {
            traces.ended(span(Span.Kind.SERVER, "root", "m" + i));
            traces.ended(span(Span.Kind.INTERNAL, "part", "m" + i));
        }
        traces.stop();
        long roots = collector.spans().stream()
                .filter(span -> span.get("name").asString().equals("root"))
                .count();
        assertThat(roots).isBetween(200L, 400L);
        assertThat(collector.spans()).hasSize((int) roots * 2);
    }

    @Test
    void aCollectorThatIsAwayIsTriedAgain() throws Exception {
        collector.status = 503;
        OtelTraces traces = traces();
        traces.ended(span(Span.Kind.SERVER, "one", "m1"));
        FakeCollector.await(() -> collector.asked.get() >= 1 && traces.execute().getStatus() == Result.Status.WARN);
        assertThat(traces.execute().toString()).contains("answered 503");
        collector.status = 200;
        FakeCollector.await(() -> collector.spans().size() == 1);
        FakeCollector.await(() -> traces.execute().isOk());
        assertThat(Figures.of(traces)).containsEntry("mailbay_otel_sent_spans_total", 1.0);
        traces.stop();
    }

    @Test
    void whatTheCollectorRefusesIsCounted() throws Exception {
        collector.status = 400;
        OtelTraces traces = traces();
        traces.ended(span(Span.Kind.SERVER, "one", "m1"));
        FakeCollector.await(() -> refused(traces) == 1);
        collector.answer = "{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"too old\"}}";
        collector.status = 200;
        traces.ended(span(Span.Kind.SERVER, "two", "m2"));
        FakeCollector.await(() -> refused(traces) == 2);
        assertThat(Figures.of(traces)).containsEntry("mailbay_otel_sent_spans_total", 0.0);
        traces.stop();
    }

    private static double refused(OtelTraces traces) {
        return Figures.of(traces).get("mailbay_otel_dropped_spans_total{reason=\"refused\"}");
    }

    @Test
    void aFullQueueNeverWaitsAndEveryLossIsCounted() throws Exception {
        collector.close(); // nobody there
        OtelTraces traces = traces("maxWaiting", 10, "maxBatch", 5);
        long begun = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            traces.ended(span(Span.Kind.SERVER, "one", "m" + i));
        }
        assertThat(System.nanoTime() - begun).as("at once").isLessThan(20_000_000_000L);
        traces.stop();
        Map<String, Double> figures = Figures.of(traces);
        double full = figures.get("mailbay_otel_dropped_spans_total{reason=\"full\"}");
        double away = figures.get("mailbay_otel_dropped_spans_total{reason=\"unreachable\"}");
        assertThat(full).isGreaterThan(9_000);
        assertThat(full + away).as("none is forgotten").isEqualTo(10_000);
        assertThat(figures.get("mailbay_otel_spans_total")).isEqualTo(away);
        assertThat(traces.execute().getStatus()).isEqualTo(Result.Status.WARN);
        traces.ended(span(Span.Kind.SERVER, "after the end", "m"));
        assertThat(Figures.of(traces).get("mailbay_otel_dropped_spans_total{reason=\"full\"}"))
                .isEqualTo(full + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "collector:4318", "ftp://collector/v1/traces", "file:///etc/passwd", "http://"})
    void anEndpointThatIsNoneIsSaid(String endpoint) {
        assertThatThrownBy(() -> traces("endpoint", endpoint)).isInstanceOf(IllegalArgumentException.class);
    }
}
