package org.mailbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChecksTest {
    /** So long none takes that does not hang, however busy the machine is. */
    private Checks checks = new Checks(Duration.ofSeconds(30));

    @AfterEach
    void close() {
        checks.close();
    }

    @Test
    void mapsEachStatus() throws InterruptedException {
        for (Result.Status status : Result.Status.values()) {
            add(status.name(), () -> new Result(status, "says " + status));
        }
        assertThat(byPart())
                .containsEntry("OK", new Finding("OK", Finding.Level.OK, "says OK"))
                .containsEntry("WARN", new Finding("WARN", Finding.Level.WARN, "says WARN"))
                .containsEntry("CRITICAL", Finding.failed("CRITICAL", "says CRITICAL"))
                .containsEntry(
                        "TEMPORARILY_UNAVAILABLE",
                        Finding.failed("TEMPORARILY_UNAVAILABLE", "says TEMPORARILY_UNAVAILABLE"))
                .hasSize(5);
    }

    @Test
    void aThrowingCheckHasFailedAndTheOthersAnswer() throws InterruptedException {
        add("bad", () -> {
            throw new IllegalStateException("boom");
        });
        add("good", () -> new Result(Result.Status.OK, "fine"));
        assertThat(byPart().get("bad").message()).contains("boom");
        assertThat(byPart().get("good").level()).isEqualTo(Finding.Level.OK);
    }

    @Test
    void aHangingCheckIsAskedOnceAndCostsOneBound() throws InterruptedException {
        checks.close();
        checks = new Checks(Duration.ofMillis(300));
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        add("hangs", () -> {
            asked.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Result(Result.Status.OK, "at last");
        });
        add("good", () -> new Result(Result.Status.OK, "fine"));
        int rounds = 0;
        for (Map<String, Finding> found = byPart(); rounds < 3; found = byPart()) {
            assertThat(found.get("hangs").message()).startsWith("no answer for");
            // On a busy machine 300 ms may pass before it is even asked: such a round says nothing
            rounds += found.get("good").level() == Finding.Level.OK ? 1 : 0;
        }
        assertThat(asked).hasValue(1);
        release.countDown();
        String said = byPart().get("hangs").message();
        while (said.startsWith("no answer for")) {
            said = byPart().get("hangs").message();
        }
        assertThat(said).isEqualTo("at last");
    }

    private void add(String name, HealthCheck check) {
        checks.add(name, name, check);
    }

    private Map<String, Finding> byPart() throws InterruptedException {
        return checks.run().stream().collect(Collectors.toMap(Finding::part, Function.identity()));
    }
}
