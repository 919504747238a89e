package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.RelayFullException;
import org.mailbay.delivery.spi.Carried;

/** The queue has bounds, and says so. */
final class StockTest {
    private static final Carried LATER = new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);
    private static final Carried TAKEN = new Carried.Taken("250 2.0.0 Ok", "mx.test", false);

    private final Stock stock = new Stock(0, 0);

    private static Result health(Rig rig) {
        return new QueueHealth(rig.queue).execute();
    }

    @Test
    void noMoreMessagesAreTakenThanMayWait() throws Exception {
        try (Rig rig = new Rig(Map.of("maxMessages", 3))) {
            rig.answer = recipient -> LATER;
            for (int i = 0; i < 3; i++) {
                rig.send("me@our.test", Map.of(), "a" + i + "@one.test");
            }
            assertThatThrownBy(() -> rig.send("me@our.test", Map.of(), "b@one.test"))
                    .isInstanceOf(RelayFullException.class)
                    .hasMessageContaining("maxMessages");
            assertThat(health(rig).getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThat(health(rig).toString()).contains("maxMessages");
            // Also what was there before.
            rig.restart();
            Rig.await(() -> rig.queue.messages() == 3);
            assertThatThrownBy(() -> rig.send("me@our.test", Map.of(), "b@one.test"))
                    .isInstanceOf(RelayFullException.class);
            rig.answer = recipient -> TAKEN;
            rig.pass(Duration.ofHours(1));
            Rig.await(() -> rig.queue.messages() == 0);
            rig.send("me@our.test", Map.of(), "b@one.test");
            Rig.await(() -> rig.queue.messages() == 0);
            assertThat(rig.queue.stock().bytes()).isZero();
        }
    }

    @Test
    void noMoreBytesAreTakenThanMayWait() throws Exception {
        Stock small = new Stock(0, 1_000);
        small.came(500);
        small.admit(500);
        assertThatThrownBy(() -> small.admit(501))
                .isInstanceOf(RelayFullException.class)
                .hasMessageContaining("maxMegabytes");
        small.came(450);
        assertThat(small.nearlyFull()).isEqualTo("maxMegabytes");
        small.came(50);
        assertThat(small.full()).isEqualTo("maxMegabytes");
        small.gone(1, 500);
        small.admit(500);
    }

    @Test
    void reportsAreWrittenThoughItIsFull() throws Exception {
        try (Rig rig = new Rig(Map.of("maxMessages", 1))) {
            rig.answer = recipient -> recipient.address().startsWith("x")
                    ? new Carried.Failed("550 5.1.1 No such user", "mx.test")
                    : TAKEN;
            rig.send("me@our.test", Map.of(), "x@one.test");
            Rig.await(() -> rig.carried.size() == 2 && rig.entries().isEmpty());
            assertThat(rig.carried.getLast().recipients()).containsExactly("me@our.test");
        }
    }

    @Test
    void withoutBoundsAnythingIsTaken() throws Exception {
        stock.came(1L << 60);
        stock.admit(1L << 60);
        assertThat(stock.full()).isEmpty();
        assertThat(stock.nearlyFull()).isEmpty();
    }

    @Test
    void letterThatEndsBetweenItsReadingAndItsCountingIsNotCounted() {
        stock.count(10);
        stock.found(3, 10);
        stock.gone(5, 10);
        stock.found(4, 10);
        stock.found(5, 10);
        stock.countEnds();
        assertThat(stock.messages()).isEqualTo(2);
        stock.gone(3, 10);
        stock.gone(4, 10);
        assertThat(stock.messages()).isZero();
    }

    @Test
    void letterThatEndsBeforeItIsReadIsNotCounted() {
        stock.count(10);
        stock.gone(5, 10);
        stock.found(6, 10);
        stock.countEnds();
        assertThat(stock.messages()).isEqualTo(1);
    }
}
