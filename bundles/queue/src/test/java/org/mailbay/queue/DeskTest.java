package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.delivery.spi.Carried;

/** What an administrator sees and does, by the admin API. */
final class DeskTest {
    private static final Carried LATER = new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);
    private static final Carried TAKEN = new Carried.Taken("250 2.0.0 Ok", "mx.test", false);

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Map<String, Object> ask(String method, Map<String, String> query, Map<String, Object> body, String... path)
            throws Exception {
        return Call.of(method, List.of(path)).query(query).body(body).to(new QueueResource(rig.queue));
    }

    private List<Map<String, Object>> list(Map<String, String> query) throws Exception {
        return rows(ask("GET", query, Map.of()), "items");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> answer, String name) {
        return (List<Map<String, Object>>) answer.get(name);
    }

    private String only() throws Exception {
        List<Map<String, Object>> rows = list(Map.of());
        assertThat(rows).hasSize(1);
        return rows.getFirst().get("id").toString();
    }

    private void post(String... path) throws Exception {
        ask("POST", Map.of(), Map.of(), path);
    }

    private void waitsAfterOneAttempt() throws Exception {
        rig.answer = recipient -> LATER;
        rig.send("a@our.test", Map.of(), "x@one.test", "y@one.test");
        Rig.await(() -> rig.carried.size() == 1 && rig.queue.running() == 0);
        rig.answer = recipient -> TAKEN;
    }

    @Test
    void whatWaitsIsListedByPageAndFilter() throws Exception {
        rig.answer = recipient -> LATER;
        for (int i = 0; i < 7; i++) {
            rig.send("a" + i + "@our.test", Map.of(), "x" + i + "@d" + i % 2 + ".test");
        }
        Map<String, Object> page = ask("GET", Map.of("limit", "3"), Map.of());
        assertThat(rows(page, "items"))
                .extracting(row -> row.get("sender"))
                .containsExactly("a0@our.test", "a1@our.test", "a2@our.test");
        assertThat(list(Map.of("after", page.get("next").toString()))).hasSize(4);
        assertThat(list(Map.of("sender", "A3@"))).hasSize(1);
        assertThat(list(Map.of("recipient", "x4@"))).hasSize(1);
        assertThat(list(Map.of("destination", "d1.test"))).hasSize(3);
        assertThat(list(Map.of("state", "held"))).isEmpty();
        assertThat(rows(ask("GET", Map.of(), Map.of(), "destinations"), "items"))
                .extracting(row -> row.get("destination"), row -> row.get("waiting"))
                .containsExactly(tuple("d0.test", 4), tuple("d1.test", 3));
        assertThatThrownBy(() -> list(Map.of("state", "lost"))).isInstanceOf(AdminProblem.class);
    }

    @Test
    void whatIsHeldHidesNoMessageThatWaitsTooLong() throws Exception {
        for (int i = 0; i < 600; i++) {
            rig.sendHeld("quarantine", "a@our.test", "x@one.test");
        }
        waitsAfterOneAttempt();
        rig.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
        assertThat(rig.queue.oldest()).isBetween(Duration.ofHours(24), Duration.ofHours(26));
    }

    @Test
    void oneIsShownWithItsWork() throws Exception {
        waitsAfterOneAttempt();
        Map<String, Object> shown = ask("GET", Map.of(), Map.of(), only());
        assertThat(shown).containsEntry("header", "Subject: hello\r\n").containsEntry("state", "waiting");
        assertThat(rows(shown, "work"))
                .extracting(row -> row.get("recipient"), row -> row.get("reply"), row -> row.get("attempts"))
                .containsExactly(
                        tuple("x@one.test", "451 4.7.1 Greylisted", 1), tuple("y@one.test", "451 4.7.1 Greylisted", 1));
        assertThatThrownBy(() -> ask("GET", Map.of(), Map.of(), "4711")).isInstanceOf(AdminProblem.class);
    }

    @Test
    void aHeldMessageWaitsForItsRelease() throws Exception {
        waitsAfterOneAttempt();
        String id = only();
        post(id, "hold");
        rig.restart();
        rig.pass(Duration.ofDays(30));
        assertThat(list(Map.of("state", "held"))).hasSize(1);
        assertThat(rig.entries()).containsExactlyInAnyOrder("b", "m", "w");
        assertThat(rig.carried).hasSize(1);
        post(id, "release");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(2);
    }

    @Test
    void whatIsHandedOverHeldIsListedAndReleased() throws Exception {
        rig.sendHeld("quarantine", "a@our.test", "x@one.test");
        assertThat(list(Map.of("state", "held")))
                .extracting(row -> row.get("why"))
                .containsExactly("quarantine");
        assertThat(rig.carried).isEmpty();
        post(only(), "release");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(1);
    }

    @Test
    void retryTriesNow() throws Exception {
        waitsAfterOneAttempt();
        post(only(), "retry");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(2);
    }

    @Test
    void rerouteSendsToARelayHost() throws Exception {
        waitsAfterOneAttempt();
        ask("POST", Map.of(), Map.of("to", "relay:smart.test:2525"), only(), "reroute");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried.getLast().destination()).isEqualTo("smart.test:2525");
    }

    @Test
    void removeTellsTheSenderOrNot() throws Exception {
        waitsAfterOneAttempt();
        post(only(), "remove");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(1);
        waitsAfterOneAttemptMore();
        ask("POST", Map.of(), Map.of("report", true, "why", "by request"), only(), "remove");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried.getLast().recipients()).containsExactly("a@our.test");
        assertThat(rig.carried.getLast().text()).contains("Status: 5.7.1", "by request");
    }

    private void waitsAfterOneAttemptMore() throws Exception {
        rig.carried.clear();
        waitsAfterOneAttempt();
    }

    @Test
    void aPausedDestinationGetsNothingUntilItIsResumedAlsoAfterARestart() throws Exception {
        post("destinations", "one.test", "pause");
        rig.send("a@our.test", Map.of(), "x@one.test");
        rig.send("a@our.test", Map.of(), "x@two.test");
        Rig.await(() -> rig.carried.size() == 1);
        rig.restart();
        rig.pass(Duration.ofHours(1));
        assertThat(rows(ask("GET", Map.of(), Map.of(), "destinations"), "items"))
                .extracting(row -> row.get("destination"), row -> row.get("paused"), row -> row.get("waiting"))
                .containsExactly(tuple("one.test", true, 1));
        assertThat(rig.carried).hasSize(1);
        post("destinations", "one.test", "resume");
        Rig.await(() -> rig.carried.size() == 2 && rig.entries().isEmpty());
    }

    @Test
    void aDeadDestinationIsTriedWhenAnAdministratorSaysSo() throws Exception {
        rig.answer = recipient -> new Carried.Later("451 4.4.1 Connection refused", "", true);
        for (int i = 0; i < 20; i++) {
            rig.send("a@our.test", Map.of(), "r" + i + "@one.test");
        }
        Rig.await(() -> rig.queue.running() == 0 && rig.queue.lanes() == 0 && !rig.carried.isEmpty());
        int tried = rig.carried.size();
        assertThat(tried).isLessThan(20);
        rig.answer = recipient -> TAKEN;
        Map<String, Object> answer = ask("POST", Map.of(), Map.of(), "destinations", "one.test", "retry");
        assertThat(answer).containsEntry("brought", tried);
        Rig.await(() -> rig.carried.size() == 20 + tried && rig.queue.running() == 0 && rig.queue.messages() == 0);
        assertThat(list(Map.of())).isEmpty();
    }

    @Test
    void whatWasRefusedForNowIsBroughtForwardWithItsDestinationAndWhatIsToBeSentLaterIsNot() throws Exception {
        waitsAfterOneAttempt();
        rig.answer = recipient -> LATER;
        rig.send("a@our.test", Map.of(), "x@two.test");
        rig.send("a@our.test", Map.of("HOLDFOR", "3600"), "later@one.test");
        Rig.await(() -> rig.carried.size() == 2 && rig.queue.running() == 0);
        rig.answer = recipient -> TAKEN;
        assertThat(ask("POST", Map.of(), Map.of(), "destinations", "one.test", "retry"))
                .containsEntry("brought", 1);
        Rig.await(() -> rig.carried.size() == 3 && rig.queue.messages() == 2);
        assertThat(rig.carried.getLast().recipients()).containsExactly("x@one.test", "y@one.test");
        assertThat(rig.entries()).containsExactlyInAnyOrder("b", "b", "m", "m", "q", "q", "w", "w");
        rig.pass(Duration.ofHours(2));
        Rig.await(() -> rig.entries().isEmpty());
    }

    @Test
    void whatIsHeldOrRemovedWhileItIsTriedStaysSo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        rig.answer = recipient -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return LATER;
        };
        rig.send("a@our.test", Map.of(), "x@one.test");
        rig.send("a@our.test", Map.of(), "x@two.test");
        begun.await();
        List<Map<String, Object>> both = list(Map.of());
        post(both.get(0).get("id").toString(), "hold");
        post(both.get(1).get("id").toString(), "remove");
        go.countDown();
        Rig.await(() -> rig.queue.running() == 0);
        rig.pass(Duration.ofHours(1));
        Rig.await(() -> rig.queue.lanes() == 0);
        assertThat(rig.entries()).containsExactlyInAnyOrder("b", "m", "w");
        assertThat(list(Map.of("state", "held"))).hasSize(1);
    }
}
