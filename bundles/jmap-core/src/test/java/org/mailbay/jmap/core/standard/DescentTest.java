package org.mailbay.jmap.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;

/** The first few are those of all, sorted; and in what is nearly in order few are looked at. */
class DescentTest {
    private static final int BLOCK = 8;

    @Test
    void findsWhatSortingFinds() throws Exception {
        long seed = System.nanoTime();
        System.getLogger("DescentTest").log(System.Logger.Level.INFO, "seed {0}", seed);
        Random random = new Random(seed);
        try (Rig rig = new Rig()) {
            Ordinals all = notes(rig, 300);
            for (int i = 0; i < 500; i++) {
                int spread = 1 + random.nextInt(random.nextBoolean() ? 10 : 1_000);
                int slope = random.nextInt(3);
                long[] keys = IntStream.range(0, 300)
                        .mapToLong(at -> (long) slope * at + random.nextInt(spread) - spread / 2)
                        .toArray();
                Ordinals some = all.filter(ordinal -> random.nextInt(3) > 0);
                int groups = 1 + random.nextInt(100);
                boolean collapse = random.nextBoolean();
                int most = random.nextInt(some.size() + 1);
                int[] found = new Descent(
                                at -> keys[at], at -> bound(keys, at), collapse ? at -> keys[at] % groups : null, most)
                        .of(some);
                assertThat(found)
                        .as("seed %s, %s", seed, i)
                        .containsExactly(sorted(keys, some, collapse, groups, most));
            }
        }
    }

    @Test
    void looksAtFewOfWhatIsNearlyInOrder() throws Exception {
        try (Rig rig = new Rig()) {
            Ordinals all = notes(rig, 2_000);
            AtomicInteger looks = new AtomicInteger();
            // Every other came a little late.
            long[] keys = IntStream.range(0, 2_000).mapToLong(at -> at ^ 1).toArray();
            int[] found = new Descent(
                            at -> {
                                looks.incrementAndGet();
                                return keys[at];
                            },
                            at -> bound(keys, at),
                            null,
                            50)
                    .of(all);
            assertThat(found).hasSize(50).startsWith(1_998, 1_999, 1_996);
            assertThat(looks.get()).isLessThanOrEqualTo(50 + 2 * BLOCK);
        }
    }

    private static Ordinals notes(Rig rig, int count) throws Exception {
        for (int i = 0; i < count; i += 100) {
            rig.account.<Object, RuntimeException>write(tx -> {
                for (int note = 0; note < 100; note++) {
                    tx.create(Notes.NOTE, Row.EMPTY, new byte[0], List.of());
                }
                return "";
            });
        }
        return rig.account.snapshot().objects(Notes.NOTE).all();
    }

    private static long bound(long[] keys, int at) {
        long most = Long.MIN_VALUE;
        for (int i = 0; i < Math.min(keys.length, (at / BLOCK + 1) * BLOCK); i++) {
            most = Math.max(most, keys[i]);
        }
        return most;
    }

    private static int[] sorted(long[] keys, Ordinals some, boolean collapse, int groups, int most) {
        List<Integer> ordinals =
                new ArrayList<>(IntStream.of(some.toArray()).boxed().toList());
        ordinals.sort(Comparator.comparingLong((Integer at) -> -keys[at]).thenComparing(Comparator.reverseOrder()));
        Set<Long> seen = new HashSet<>();
        return ordinals.stream()
                .filter(at -> !collapse || seen.add(keys[at] % groups))
                .limit(most)
                .mapToInt(at -> at)
                .toArray();
    }
}
