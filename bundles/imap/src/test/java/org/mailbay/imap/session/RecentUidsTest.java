package org.mailbay.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.session.Recents.Range;

final class RecentUidsTest {
    private final RecentUids recent = new RecentUids();

    @Test
    void whatTouchesIsOneRange() {
        for (int uid = 1; uid <= 10_000; uid++) {
            recent.add(new Range(uid, uid + 1));
        }
        assertThat(recent.ranges()).containsExactly(new Range(1, 10_001));
        recent.add(new Range(10_005, 10_007));
        recent.add(new Range(5, 5));
        assertThat(recent.ranges()).hasSize(2);
        recent.add(new Range(9_000, 10_006));
        assertThat(recent.ranges()).containsExactly(new Range(1, 10_007));
    }

    @Test
    void itCountsTheMessagesThatAreThere() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        TreeSet<Long> known = new TreeSet<>();
        TreeSet<Long> there = new TreeSet<>();
        random.longs(200, 1, 400).forEach(there::add);
        for (int i = 0; i < 30; i++) {
            long from = random.nextLong(1, 400);
            long to = from + random.nextLong(15);
            recent.add(new Range(from, to));
            for (long uid = from; uid < to; uid++) {
                known.add(uid);
            }
            for (long uid = 0; uid < 420; uid++) {
                assertThat(recent.has(uid)).as("uid %d", uid).isEqualTo(known.contains(uid));
            }
            assertThat(recent.count(uid -> there.headSet(uid).size() + 1))
                    .isEqualTo((int) there.stream().filter(known::contains).count());
        }
    }
}
