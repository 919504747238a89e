package org.mailbay.store.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThrottleTest {
    private long now = 1_000_000;
    private long others;
    private long othersPerSecond;
    private boolean stopped;

    private void sleep(long millis) {
        now += millis;
        others += othersPerSecond * millis / 1_000;
    }

    private final Throttle throttle = new Throttle(1_000_000, () -> now, () -> others, this::sleep, () -> stopped);

    @Test
    void itSpendsNoMoreThanItsRate() {
        long start = now;
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.spend(200_000)).isTrue();
        }
        assertThat(now - start).isBetween(18_500L, 20_500L);
    }

    @Test
    void whatWasNotSpentIsSavedForASecondOnly() {
        throttle.spend(1);
        now += 3_600_000;
        long start = now;
        throttle.spend(2_000_000);
        assertThat(now - start).isEqualTo(1_000);
    }

    @Test
    void itStandsBackWhileOthersAreBusyButGoesOnAtASixth() {
        othersPerSecond = 1_000;
        long start = now;
        int pieces = 0;
        while (now - start < 60_000) {
            throttle.spend(1);
            sleep(100);
            pieces++;
        }
        assertThat(pieces).isBetween(60, 200);
        othersPerSecond = 10;
        sleep(10_000);
        throttle.spend(1);
        start = now;
        pieces = 0;
        while (now - start < 60_000) {
            throttle.spend(1);
            sleep(100);
            pieces++;
        }
        assertThat(pieces).isEqualTo(600);
    }

    @Test
    void itEndsWhenItIsStopped() {
        stopped = true;
        long start = now;
        assertThat(throttle.spend(1L << 40)).isFalse();
        assertThat(now).isEqualTo(start);
    }
}
