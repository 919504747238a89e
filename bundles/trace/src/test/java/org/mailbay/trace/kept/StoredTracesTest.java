package org.mailbay.trace.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.store.Room;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.TraceId;

final class StoredTracesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final FaultyRoom room = new FaultyRoom(store.annex().room("trace"));
    private final Random random = new Random(7);
    private final List<StoredTraces> open = new ArrayList<>();
    private Instant now = NOW;
    private StoredTraces traces;

    @BeforeEach
    void start() throws IOException {
        traces = open(Map.of());
    }

    private StoredTraces open(Map<String, Object> settings) throws IOException {
        StoredTraces opened = new StoredTraces(room, Configurations.of(StoredTraces.Config.class, settings), () -> now);
        open.add(opened);
        return opened;
    }

    @AfterEach
    void stop() {
        CountDownLatch gate = room.gate;
        room.gate = null;
        if (gate != null) {
            gate.countDown();
        }
        open.forEach(StoredTraces::stop);
        store.close();
    }

    private String message(Instant time, String from, String... to) {
        String id = TraceId.of(time, random);
        traces.add(id, TraceEvent.of(time, "smtp", "mail", "from", from));
        for (String recipient : to) {
            traces.add(id, TraceEvent.of(time.plusMillis(1), "smtp", "recipient", "to", recipient));
        }
        traces.add(id, TraceEvent.of(time.plusMillis(2), "smtp", "received", "bytes", 10));
        return id;
    }

    private static List<String> ids(List<Trace> found) {
        return found.stream().map(Trace::id).toList();
    }

    @Test
    void whatWasAddedIsFoundAtOnceInOrderOfTime() throws IOException {
        String id = TraceId.of(NOW, random);
        traces.add(id, TraceEvent.of(NOW.plusSeconds(2), "queue", "delivered", "remote", "mx.example [192.0.2.1]:25"));
        traces.add(id, TraceEvent.of(NOW, "smtp", "mail", "from", "a@a.example"));
        assertThat(traces.find(id).orElseThrow().events())
                .containsExactly(
                        TraceEvent.of(NOW, "smtp", "mail", "from", "a@a.example"),
                        TraceEvent.of(NOW.plusSeconds(2), "queue", "delivered", "remote", "mx.example [192.0.2.1]:25"));
        traces.add(id, TraceEvent.of(NOW.plusSeconds(3_000_000), "queue", "bounced"));
        assertThat(traces.find(id).orElseThrow().events()).hasSize(3);
        assertThat(traces.find(id.substring(1))).isEmpty();
        assertThat(traces.find(id.substring(0, 17))).isEmpty();
        assertThat(traces.find("")).isEmpty();
        assertThat(traces.find("no id\0")).isEmpty();
    }

    @Test
    void messagesAreFoundByWhoSentOrGotThemNewestFirst() throws IOException {
        String first = message(NOW.minus(Duration.ofDays(3)), "Ann@a.example", "bob@b.example");
        String second = message(NOW.minus(Duration.ofHours(2)), "<bob@b.example>", "ann@a.example", "cyd@c.example");
        String third = message(NOW.minus(Duration.ofMinutes(5)), "", "bob@b.example");
        String fourth = message(NOW.minus(Duration.ofMinutes(4)), "joann@a.example", "dan@b.example");
        assertThat(ids(traces.search("bob@b.example", NOW, 10))).containsExactly(third, second, first);
        assertThat(ids(traces.search("ANN@a.example", NOW, 10))).containsExactly(second, first);
        assertThat(ids(traces.search("bob@b.example", NOW, 2))).containsExactly(third, second);
        assertThat(ids(traces.search("bob@b.example", NOW.minusSeconds(3600), 10)))
                .containsExactly(second, first);
        assertThat(ids(traces.search("@b.EXAMPLE", NOW, 10))).containsExactly(fourth, third, second, first);
        assertThat(ids(traces.search("oann@a.example", NOW, 10))).containsExactly(fourth);
        assertThat(ids(traces.search("", NOW, 3))).containsExactly(fourth, third, second);
        assertThat(traces.search("nobody@b.example", NOW, 10)).isEmpty();
        assertThat(traces.search("bob@b.example", Instant.EPOCH, 10)).isEmpty();
        assertThatThrownBy(() -> traces.search("", NOW, 1001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdThatSaysNoTimeIsFoundByTheTimeOfItsFirstEvent() throws IOException {
        traces.add("x1-a", TraceEvent.of(NOW.minusSeconds(7200), "submission", "sent", "from", "ann@a.example"));
        assertThat(ids(traces.search("ann@a.example", NOW, 5))).containsExactly("x1-a");
    }

    @Test
    void manyAreWrittenInFewCommitsAndSurviveARestart() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ids.add(message(NOW.minusSeconds(i), "s" + i + "@a.example", "bob@b.example"));
        }
        traces.stop();
        assertThat(room.commits.get()).isBetween(1, 60);
        assertThat(traces.writer().lost()).isZero();
        traces = open(Map.of());
        for (String id : ids) {
            assertThat(traces.find(id).orElseThrow().events()).hasSize(3);
        }
        assertThat(ids(traces.search("bob@b.example", NOW.plusSeconds(9), 1_000)))
                .isEqualTo(ids.subList(0, 1_000));
        assertThat(ids(traces.search("s1999@a.example", NOW, 10))).containsExactly(ids.get(1_999));
    }

    @Test
    void whatIsTooMuchIsCountedAndNobodyWaits() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        room.gate = gate;
        StoredTraces small = open(Map.of("maxWaiting", 100));
        for (int i = 0; i < 2_000; i++) {
            small.add(TraceId.of(NOW, random), TraceEvent.of(NOW, "smtp", "mail", "from", "a@a.example"));
        }
        assertThat(small.writer().lost()).isBetween(1_000L, 1_900L);
        TraceHealth health = new TraceHealth(small);
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(new TraceHealth(traces).execute().getStatus()).isEqualTo(Result.Status.OK);
        room.gate = null;
        gate.countDown();
        small.stop();
        long written = small.writer().taken();
        assertThat(written + small.writer().lost()).isEqualTo(2_000);
        assertThat(ids(traces.search("a@a.example", NOW.plusSeconds(1), 1_000))).hasSize((int) written);
        small.add(TraceId.of(NOW, random), TraceEvent.of(NOW, "smtp", "mail"));
        assertThat(small.writer().taken()).isEqualTo(written);
    }

    @Test
    void aCommitThatFailsIsTriedAgain() throws IOException {
        room.failures.set(2);
        String id = message(NOW, "a@a.example", "b@b.example");
        assertThat(traces.find(id).orElseThrow().events()).hasSize(3);
        assertThat(traces.writer().failures()).isEqualTo(2);
        assertThat(traces.writer().isFailing()).isFalse();
    }

    @Test
    void theOldIsRemovedByAge() throws IOException {
        String old = message(NOW.minus(Duration.ofDays(31)), "ann@a.example", "bob@b.example");
        String young = message(NOW.minus(Duration.ofDays(29)), "ann@a.example", "bob@b.example");
        traces.add(old, TraceEvent.of(NOW.minus(Duration.ofDays(28)), "queue", "delivered"));
        assertThat(traces.find(old).orElseThrow().events()).hasSize(4);
        traces.lookAfter();
        assertThat(traces.find(old).orElseThrow().events()).hasSize(1);
        assertThat(traces.find(young).orElseThrow().events()).hasSize(3);
        assertThat(ids(traces.search("ann@a.example", NOW, 9))).containsExactly(young);
        now = NOW.plus(Duration.ofDays(3));
        traces.lookAfter();
        assertThat(traces.find(old)).isEmpty();
        assertThat(traces.find(young)).isEmpty();
        assertThat(traces.bytes()).isZero();
        assertThat(entries()).isZero();
    }

    private int entries() throws IOException {
        int[] count = {0};
        Room.Visitor counting = (key, value) -> ++count[0] > 0;
        room.scan(new byte[] {0}, new byte[] {(byte) 0xff}, counting);
        return count[0];
    }

    @Test
    void theOldestIsRemovedBySize() throws IOException {
        traces.stop();
        traces = open(Map.of("maxMegabytes", 1));
        String text = "x".repeat(900);
        List<String> ids = new ArrayList<>();
        for (int hour = 0; hour < 10; hour++) {
            for (int i = 0; i < 200; i++) {
                Instant time = NOW.minus(Duration.ofHours(hour)).plusSeconds(i);
                String id = TraceId.of(time, random);
                traces.add(id, TraceEvent.of(time, "smtp", "mail", "from", "a@a.example", "text", text));
                ids.add(id);
            }
            traces.find(ids.getLast());
        }
        assertThat(traces.bytes()).isGreaterThan(1_900_000);
        traces.lookAfter();
        assertThat(traces.bytes()).isBetween(500_000L, 1L << 20);
        assertThat(traces.find(ids.getFirst())).isPresent();
        assertThat(traces.find(ids.getLast())).isEmpty();
        long bytes = traces.bytes();
        traces.stop();
        traces = open(Map.of("maxMegabytes", 1));
        assertThat(traces.bytes()).isEqualTo(bytes);
    }

    @Test
    void twoThatWriteAtOnceCountTogether() throws IOException {
        StoredTraces other = open(Map.of());
        String id = message(NOW, "a@a.example", "b@b.example");
        other.add(id, TraceEvent.of(NOW.plusSeconds(1), "queue", "delivered"));
        assertThat(other.find(id)).isPresent();
        assertThat(traces.find(id).orElseThrow().events()).hasSize(4);
        long bytes = traces.bytes() + other.bytes();
        assertThat(open(Map.of()).bytes()).isEqualTo(bytes);
    }

    @Test
    void hostileFactsAreCutAndCleaned() throws IOException {
        String id = TraceId.of(NOW, random);
        Object[] facts = new Object[400];
        for (int i = 0; i < facts.length; i += 2) {
            facts[i] = "name" + i;
            facts[i + 1] = "€".repeat(5_000);
        }
        traces.add(id, TraceEvent.of(NOW, "smtp", "mail", facts));
        traces.add(id, TraceEvent.of(NOW, "smtp", "helo", "name", "\u001b[2J\r\n\u0085x", "from", "x".repeat(9_000)));
        traces.add("", TraceEvent.of(NOW, "smtp", "mail"));
        traces.add("a b", TraceEvent.of(NOW, "smtp", "mail"));
        traces.add("x".repeat(65), TraceEvent.of(NOW, "smtp", "mail"));
        List<TraceEvent> events = traces.find(id).orElseThrow().events();
        assertThat(events).hasSize(2);
        assertThat(events.getFirst().fact("name0")).hasSize(1_000).endsWith("…");
        assertThat(events.getFirst().fact("cut")).endsWith("more facts");
        assertThat(events.getLast().fact("name")).isEqualTo("?[2J???x");
        assertThat(traces.writer().lost()).isEqualTo(3);
        assertThat(ids(traces.search("xxxx", NOW.plusSeconds(1), 3))).containsExactly(id);
    }

    @Test
    void aRecordOfVeryManyEventsIsShownInPart() throws IOException {
        String id = TraceId.of(NOW, random);
        for (int i = 0; i < Reader.MAX_EVENTS + 500; i++) {
            if (i % 5_000 == 0) {
                traces.find(id);
            }
            traces.add(id, TraceEvent.of(NOW.plusMillis(i), "smtp", "recipient", "to", "u" + i + "@a.example"));
        }
        List<TraceEvent> events = traces.find(id).orElseThrow().events();
        assertThat(events.getLast().what()).isEqualTo("cut");
        assertThat(ids(traces.search("u20400@a.example", NOW.plusSeconds(1), 3)))
                .containsExactly(id);
    }

    @Test
    void administratorsReadRecordsAndSearch() throws Exception {
        TraceResource resource = new TraceResource(traces);
        String id = message(NOW, "ann@a.example", "bob@b.example");
        assertThat(get(resource, List.of(id), Map.of()).toString())
                .contains("smtp", "received", "2026-11-23T02:00:00Z", "bytes=10");
        assertThat(get(resource, List.of(), Map.of("address", "bob@b.example", "before", "2027-01-01T00:00:00Z"))
                        .toString())
                .contains(id, "from=ann@a.example", "last=received");
        for (Map<String, String> wrong : List.of(
                Map.of("adress", "x"), Map.of("limit", "0"), Map.of("limit", "1001"), Map.of("before", "yesterday"))) {
            assertThatThrownBy(() -> get(resource, List.of(), wrong))
                    .isInstanceOfSatisfying(
                            AdminProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(400));
        }
        assertThatThrownBy(() -> get(resource, List.of("nothing"), Map.of()))
                .isInstanceOfSatisfying(
                        AdminProblem.class,
                        problem -> assertThat(problem.status()).isEqualTo(404));
    }

    private static Map<String, Object> get(TraceResource resource, List<String> path, Map<String, String> query)
            throws AdminProblem, IOException {
        return Call.of("GET", path).query(query).to(resource);
    }
}
