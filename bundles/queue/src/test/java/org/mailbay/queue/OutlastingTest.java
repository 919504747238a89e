package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.spi.Carried;

/** An attempt that is still under way after an update is not made twice, and what comes of it counts. */
final class OutlastingTest {
    private static final Carried TAKEN = new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
    private static final Carried LATER = new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);

    private final CountDownLatch go = new CountDownLatch(1);
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        go.countDown();
        rig.close();
    }

    private void slow(Carried carried) {
        rig.answer = recipient -> {
            if (!recipient.address().startsWith("slow")) {
                return TAKEN;
            }
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return carried;
        };
    }

    private void updatedWhileTrying(String... recipients) throws Exception {
        rig.send("me@our.test", Map.of(), recipients);
        Rig.await(() ->
                rig.carried.stream().anyMatch(one -> one.recipients().getFirst().startsWith("slow")));
        rig.restart();
        // Others to the same destination are not held up.
        rig.send("me@our.test", Map.of(), "quick@one.test");
        Rig.await(() ->
                rig.carried.stream().anyMatch(one -> one.recipients().getFirst().startsWith("quick")));
        rig.pass(Duration.ofSeconds(3));
        Thread.sleep(200);
        rig.pass(Duration.ofSeconds(3));
        assertThat(slowOnes()).isEqualTo(1);
        go.countDown();
    }

    private long slowOnes() {
        return rig.carried.stream()
                .filter(one -> one.recipients().getFirst().startsWith("slow"))
                .count();
    }

    @Test
    void whatWasTakenThenIsOver() throws Exception {
        slow(TAKEN);
        updatedWhileTrying("slow@one.test", "other@two.test");
        Rig.await(() -> rig.entries().isEmpty());
        rig.pass(Duration.ofHours(1));
        Rig.await(() -> rig.queue.lanes() == 0 && rig.queue.messages() == 0);
        assertThat(slowOnes()).isEqualTo(1);
    }

    @Test
    void whatWasPutOffThenIsTriedLater() throws Exception {
        slow(LATER);
        updatedWhileTrying("slow@one.test");
        Rig.await(() -> !rig.entries().contains("u"));
        slow(TAKEN);
        Rig.await(() -> {
            rig.pass(Duration.ofSeconds(30));
            return rig.entries().isEmpty();
        });
        assertThat(slowOnes()).isEqualTo(2);
    }

    @Test
    void whatFailedThenIsReported() throws Exception {
        slow(new Carried.Failed("550 5.1.1 No such user", "mx.test"));
        updatedWhileTrying("slow@one.test");
        Rig.await(() -> rig.carried.stream().anyMatch(one -> one.recipients().contains("me@our.test")));
    }

    @Test
    void whatAnAdministratorRemovesMeanwhileStaysRemoved() throws Exception {
        slow(LATER);
        rig.send("me@our.test", Map.of(), "slow@one.test");
        Rig.await(() -> rig.carried.size() == 1);
        rig.restart();
        rig.queue.desk().remove(1, false, "no more");
        go.countDown();
        Rig.await(() -> rig.entries().isEmpty());
        rig.pass(Duration.ofHours(1));
        Rig.await(() -> rig.queue.lanes() == 0);
        assertThat(rig.carried).hasSize(1);
    }
}
