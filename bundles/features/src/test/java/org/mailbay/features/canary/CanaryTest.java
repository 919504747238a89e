package org.mailbay.features.canary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailbay.features.canary.Tally.Figures;

class CanaryTest {
    private static Figures figures(long sessions, long failures) {
        return new Figures(sessions, 0, failures, 0, 0);
    }

    @Test
    void worseIsMoreThanTwiceAsOftenAndNotByChance() {
        assertThat(Canary.isWorse(figures(10, 2), figures(100, 0)))
                .as("two are chance")
                .isFalse();
        assertThat(Canary.isWorse(figures(10, 3), figures(100, 0))).isTrue();
        assertThat(Canary.isWorse(figures(1000, 3), figures(100, 0)))
                .as("0.3 % is less than 1 %")
                .isFalse();
        assertThat(Canary.isWorse(figures(100, 30), figures(100, 20)))
                .as("both are bad")
                .isFalse();
        assertThat(Canary.isWorse(figures(100, 50), figures(100, 20))).isTrue();
        assertThat(Canary.isWorse(figures(4, 3), figures(0, 0)))
                .as("nobody to compare with")
                .isTrue();
        assertThat(Canary.isWorse(figures(0, 0), figures(0, 0))).isFalse();
        assertThat(Canary.isWorse(figures(5, 5), figures(3, 30)))
                .as("many failures a session")
                .isFalse();
    }

    @Test
    void whatWasOpenBeforeCounts() {
        Figures then = new Figures(100, 40, 1, 2, 3);
        assertThat(new Figures(110, 42, 1, 3, 5).since(then)).isEqualTo(new Figures(50, 42, 0, 1, 2));
    }
}
