package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.spi.Carried;

/** The clock goes as it likes, and nobody's mail waits for ever. */
final class ClockTest {
    private static final Carried TAKEN = new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
    private static final Carried LATER = new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whatWaitsIsTriedAlsoWhenTheClockWasSetBack() throws Exception {
        rig.now.updateAndGet(now -> now.plus(Duration.ofDays(1)));
        rig.send("me@our.test", Map.of(), "x@one.test");
        Rig.await(() -> rig.entries().isEmpty() && rig.queue.lanes() == 0);
        // one lane was woken by its stored wake: what comes before that was read
        rig.answer = recipient -> LATER;
        rig.send("me@our.test", Map.of(), "y@two.test");
        Rig.await(() -> rig.carried.size() == 2 && rig.queue.running() == 0 && rig.queue.lanes() == 0);
        rig.answer = recipient -> TAKEN;
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty() && rig.queue.lanes() == 0);

        rig.now.updateAndGet(now -> now.minus(Duration.ofDays(1)));
        rig.answer = recipient -> LATER;
        rig.send("me@our.test", Map.of(), "z@three.test");
        Rig.await(() -> rig.carried.size() == 4 && rig.queue.running() == 0 && rig.queue.lanes() == 0);
        rig.answer = recipient -> TAKEN;
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(5);
    }
}
