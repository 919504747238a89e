package org.mailbay.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.grammar.SequenceSet.Range;

class SequenceSetTest {

    @Test
    void rangesAreSortedAndMerged() throws Malformed {
        assertThat(SequenceSet.of("5:3,1,2,10:12,11:20,7").resolve(100))
                .containsExactly(new Range(1, 5), new Range(7, 7), new Range(10, 20));
        assertThat(SequenceSet.of("1,1,1").resolve(1)).containsExactly(new Range(1, 1));
    }

    @Test
    void theStarIsTheLastOne() throws Malformed {
        assertThat(SequenceSet.of("*").resolve(9)).containsExactly(new Range(9, 9));
        assertThat(SequenceSet.of("*:3").resolve(9)).containsExactly(new Range(3, 9));
        assertThat(SequenceSet.of("559:*").resolve(9)).as("reversed").containsExactly(new Range(9, 559));
        assertThat(SequenceSet.of("*:*").resolve(9)).containsExactly(new Range(9, 9));
        assertThat(SequenceSet.ALL.resolve(9)).containsExactly(new Range(1, 9));
        assertThat(SequenceSet.of("1:*").hasStar()).isTrue();
        assertThat(SequenceSet.of("1:2").hasStar()).isFalse();
    }

    @Test
    void inAnEmptyMailboxTheStarIsNothing() throws Malformed {
        assertThat(SequenceSet.of("*").resolve(0)).isEmpty();
        assertThat(SequenceSet.of("*:*,*").resolve(0)).isEmpty();
        assertThat(SequenceSet.of("3,*").resolve(0)).containsExactly(new Range(3, 3));
    }

    @Test
    void theLargestNumbers() throws Malformed {
        assertThat(SequenceSet.of("4294967295,1,4294967294").resolve(4294967295L))
                .containsExactly(new Range(1, 1), new Range(4294967294L, 4294967295L));
        assertThat(SequenceSet.of("2147483648:*").resolve(4294967295L))
                .containsExactly(new Range(2147483648L, 4294967295L));
    }

    @Test
    void theLastSearchsResult() throws Malformed {
        assertThat(SequenceSet.of("$").isSaved()).isTrue();
        assertThat(SequenceSet.of("1").isSaved()).isFalse();
        assertThat(SequenceSet.SAVED).hasToString("$");
    }

    @Test
    void whatIsNone() {
        for (String none : List.of(
                "",
                ",",
                "1,",
                ",1",
                "1,,2",
                "0",
                "0:1",
                "1:",
                ":1",
                "1:2:3",
                "4294967296",
                "1:4294967296",
                "$,1",
                "1,$",
                "$:1",
                "**",
                "*1",
                "a",
                "-1",
                "1 2",
                "99999999999999999999999999",
                "\u0661")) {
            assertThatThrownBy(() -> SequenceSet.of(none)).as(none).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void aHundredThousandRangesInOneMegabyte() throws Malformed {
        var text = new StringBuilder();
        for (int i = 100_000; i > 0; i--) {
            text.append(i == 100_000 ? "" : ",").append(20 * i).append(':').append(20 * i - (i % 2 == 0 ? 3 : 15));
        }
        Input in = Input.of(text.toString(), false);
        assertThat(in.sequenceSet().resolve(1)).hasSize(100_000);
        assertThat(in.isEnd()).isTrue();
    }

    @Test
    void ofNumbers() {
        assertThat(SequenceSet.of(3, 1, 2).resolve(0)).containsExactly(new Range(1, 3));
        assertThat(SequenceSet.of(new long[0]).resolve(5)).isEmpty();
        assertThat(SequenceSet.of(new long[0]).isSaved()).isFalse();
    }

    @Test
    void sameAsASetOfBits() throws Malformed {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            int star = random.nextInt(1, 40);
            var wanted = new BitSet();
            var text = new StringBuilder();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                int from = random.nextInt(0, 40);
                int to = random.nextInt(0, 40);
                text.append(text.isEmpty() ? "" : ",").append(from == 0 ? "*" : from);
                if (random.nextBoolean()) {
                    text.append(':').append(to == 0 ? "*" : to);
                } else {
                    to = from;
                }
                int a = from == 0 ? star : from;
                int b = to == 0 ? star : to;
                wanted.set(Math.min(a, b), Math.max(a, b) + 1);
            }
            var got = new BitSet();
            long last = -1;
            SequenceSet set = SequenceSet.of(text.toString());
            for (Range range : set.resolve(star)) {
                assertThat(range.from()).isGreaterThan(last + 1).isLessThanOrEqualTo(range.to());
                last = range.to();
                got.set((int) range.from(), (int) range.to() + 1);
            }
            assertThat(got).as("seed %d: %s of %d", seed, text, star).isEqualTo(wanted);
            assertThat(SequenceSet.of(set.toString()).resolve(star)).isEqualTo(set.resolve(star));
        }
    }
}
