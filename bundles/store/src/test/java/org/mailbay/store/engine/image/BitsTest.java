package org.mailbay.store.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Ordinals;

final class BitsTest {
    @Test
    void doesWhatABitSetDoesAndLeavesEarlierSetsAlone() {
        Random random = new Random(7);
        List<Bits> all = new ArrayList<>();
        List<BitSet> expected = new ArrayList<>();
        Bits bits = Bits.EMPTY;
        BitSet set = new BitSet();
        for (int step = 0; step < 200; step++) {
            Bits.Edit edit = bits.edit();
            set = (BitSet) set.clone();
            int range = 1 + random.nextInt(random.nextBoolean() ? 300 : 20_000);
            for (int i = random.nextInt(400); i > 0; i--) {
                int ordinal = random.nextInt(range);
                if (random.nextInt(3) > 0) {
                    edit.add(ordinal);
                    set.set(ordinal);
                } else {
                    edit.remove(ordinal);
                    set.clear(ordinal);
                }
            }
            assertThat(edit.size()).isEqualTo(set.cardinality());
            bits = edit.done();
            all.add(bits);
            expected.add(set);
        }
        for (int i = 0; i < all.size(); i++) {
            same(all.get(i), expected.get(i));
            int other = random.nextInt(all.size());
            operations(all.get(i), expected.get(i), all.get(other), expected.get(other));
        }
    }

    private static void same(Bits bits, BitSet set) {
        assertThat(bits.toArray()).isEqualTo(set.stream().toArray());
        assertThat(bits.size()).isEqualTo(set.cardinality());
        List<Integer> down = new ArrayList<>();
        bits.descending(ordinal -> down.add(ordinal) && down.size() < 1000);
        assertThat(down.reversed())
                .isEqualTo(set.stream()
                        .skip(Math.max(0, set.cardinality() - 1000))
                        .boxed()
                        .toList());
        for (int ordinal : new int[] {0, 1, 63, 64, 4095, 4096, 4097, 19_999, 1_000_000, -1}) {
            assertThat(bits.contains(ordinal)).isEqualTo(ordinal >= 0 && set.get(ordinal));
        }
    }

    private static void operations(Bits a, BitSet x, Bits b, BitSet y) {
        BitSet and = (BitSet) x.clone();
        and.and(y);
        BitSet or = (BitSet) x.clone();
        or.or(y);
        BitSet minus = (BitSet) x.clone();
        minus.andNot(y);
        same((Bits) a.and(b), and);
        same((Bits) a.or(b), or);
        same((Bits) a.minus(b), minus);
        assertThat(a.countAnd(b)).isEqualTo(and.cardinality());
        assertThat(a.filter(b::contains)).isEqualTo(a.and(b));
        assertThat(a.equals(b)).isEqualTo(x.equals(y));
    }

    @Test
    void oneChangeAmongManyCopiesLittle() {
        Bits.Edit edit = Bits.EMPTY.edit();
        for (int i = 0; i < 100_000; i++) {
            edit.add(i);
        }
        Bits full = edit.done();
        assertThat(full.footprint()).isLessThan(14_000);
        Bits.Edit once = full.edit();
        once.remove(50_000);
        assertThat(once.done().size()).isEqualTo(99_999);
        assertThat(full.size()).isEqualTo(100_000);
    }

    @Test
    void aThousandConditionsAreNoDeepRecursion() {
        Ordinals any = Bits.EMPTY;
        for (int i = 0; i < 100_000; i++) {
            Bits.Edit one = Bits.EMPTY.edit();
            one.add(i % 9_000);
            any = any.or(one.done());
        }
        assertThat(any.size()).isEqualTo(9_000);
        assertThat(any.contains(8_999)).isTrue();
        assertThat(any.minus(any).size()).isZero();
    }
}
