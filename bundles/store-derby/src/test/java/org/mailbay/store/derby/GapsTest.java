package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GapsTest {
    @Test
    void appendedKeysStayInTheirGap() {
        Gaps gaps = new Gaps();
        gaps.learn(new byte[] {5}, new byte[] {9});
        for (byte i = 1; i < 100; i++) {
            byte[] key = {5, i};
            assertThat(gaps.contains(key)).isTrue();
            gaps.inserted(key);
            assertThat(gaps.contains(key)).isFalse();
        }
        assertThat(gaps.contains(new byte[] {9})).isFalse();
        assertThat(gaps.contains(new byte[] {4})).isFalse();
        assertThat(gaps.contains(new byte[] {(byte) 8, -1, -1})).isTrue();
    }

    @Test
    void neverClaimsAKeyThatIsThere() {
        long seed = Long.getLong("mailbay.seed", new Random().nextLong());
        Random random = new Random(seed);
        Gaps gaps = new Gaps();
        TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
        int claims = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] key = new byte[random.nextInt(1, 4)];
            random.nextBytes(key);
            boolean claimed = gaps.contains(key);
            claims += claimed ? 1 : 0;
            assertThat(claimed && keys.contains(key))
                    .as("-Dmailbay.seed=" + seed)
                    .isFalse();
            if (random.nextInt(4) == 0) {
                keys.remove(key);
            } else if (random.nextBoolean() && !claimed && !keys.contains(key)) {
                gaps.learn(key, keys.higher(key));
            } else if (keys.add(key)) {
                gaps.inserted(key);
            }
        }
        assertThat(claims).isPositive();
    }
}
