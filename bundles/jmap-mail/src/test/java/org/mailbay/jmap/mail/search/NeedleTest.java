package org.mailbay.jmap.mail.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class NeedleTest {
    private static String some(Random random, int most) {
        int length = random.nextInt(most);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(2)));
        }
        return text.toString();
    }

    @Test
    void findsWhatIsThereAndNothingElse() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = some(random, 8);
            String hay = some(random, 40);
            assertThat(new Needle(text).isIn(hay))
                    .as("seed %d: %s in %s", seed, text, hay)
                    .isEqualTo(hay.contains(text));
        }
    }

    /** At each place nearly all of it is there: looked for at one place after the other, it would take minutes. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNearlyThereTakesNoTime() {
        Needle needle = new Needle("a".repeat(999) + "b");
        assertThat(needle.isIn("a".repeat(50_000_000))).isFalse();
        assertThat(needle.isIn("a".repeat(5_000) + "b")).isTrue();
    }
}
