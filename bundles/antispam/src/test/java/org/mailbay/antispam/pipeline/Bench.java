package org.mailbay.antispam.pipeline;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.record.Records;
import org.mailbay.antispam.record.RecordsTest;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.Traces;

/** A pipeline with a clock, a store, a resolver and a trace of the test's own. */
final class Bench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

    final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    final List<String> questions = new CopyOnWriteArrayList<>();
    final Map<String, String> texts = new HashMap<>();
    final AtomicLong aheadNanos = new AtomicLong();
    final MemoryStore store = new MemoryStore();
    final Records records;
    final Pipeline pipeline;
    private final List<Stage> stages = new ArrayList<>();

    Bench(Map<String, Object> settings) {
        records = RecordsTest.records(store, InstantSource.fixed(NOW), Map.of());
        pipeline = new Pipeline(
                Configurations.of(Pipeline.Config.class, settings),
                records,
                InstantSource.fixed(NOW),
                () -> System.nanoTime() + aheadNanos.get());
        pipeline.bindResolver(this::answer);
        pipeline.bindTraces(new Traces() {
            @Override
            public void add(String id, TraceEvent event) {
                events.add(event);
            }

            @Override
            public Optional<Trace> find(String id) {
                return Optional.empty();
            }

            @Override
            public List<Trace> search(String address, Instant before, int max) {
                return List.of();
            }
        });
    }

    private Answer answer(String name, RecordType type) {
        questions.add(name);
        String text = texts.get(name);
        return text == null
                ? new Answer(name, type, Answer.Status.NO_NAME, false, List.of(), Duration.ofMinutes(5), "")
                : new Answer(
                        name,
                        type,
                        Answer.Status.FOUND,
                        false,
                        List.of(new DnsRecord.Text(text)),
                        Duration.ofMinutes(5),
                        "");
    }

    void stage(String name, int order, Stage stage) {
        stages.add(stage);
        pipeline.bindStage(stage, Map.of(Stage.NAME, name, Stage.ORDER, order));
    }

    void stage(String name, int order, Phase phase, Stage stage) {
        stages.add(stage);
        pipeline.bindStage(stage, Map.of(Stage.NAME, name, Stage.ORDER, order, Stage.PHASES, phase.name()));
    }

    StageRule rule(String name, Map<String, Object> settings) {
        StageRule rule = new StageRule(
                Configurations.of(StageRule.Config.class, settings), Map.of("service.pid", "antispam.stage~" + name));
        pipeline.bindRule(rule);
        return rule;
    }

    Verdict judge() {
        return pipeline.judge(Phase.MESSAGE, candidate("t1", "Subject: x\r\n\r\nbody\r\n"));
    }

    static Candidate candidate(String traceId, String message) {
        return candidate(traceId, message.getBytes(StandardCharsets.UTF_8));
    }

    static Candidate candidate(String traceId, byte[] message) {
        return new Candidate(
                traceId,
                NOW,
                new Candidate.Client(InetAddress.ofLiteral("192.0.2.9"), "peer.example", "TLSv1.3", "mx.example"),
                "sender@peer.example",
                List.of("eve@example.test"),
                new Candidate.Body(content(message), Message.parse(message)),
                List.of());
    }

    private static Content content(byte[] message) {
        return new Content() {
            @Override
            public long size() {
                return message.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(message);
            }
        };
    }

    @Override
    public void close() {
        stages.forEach(pipeline::unbindStage);
        pipeline.stop();
        RecordsTest.stop(records);
        store.close();
    }
}
