package org.mailbay.store.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CellsTest {
    private record Seen(Cells cells, long[] values) {}

    @Test
    void keepsNumbersOfAnyWidthAndNeverTouchesWhatReadersSee() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            long base = random.nextLong() >> random.nextInt(60);
            int shift = random.nextInt(64);
            List<Seen> published = new ArrayList<>();
            long[] values = new long[0];
            Cells cells = Cells.zeros(this);
            int shared = 0;
            for (int edit = 0; edit < 40; edit++) {
                Object owner = new Object();
                for (int i = random.nextInt(30); i > 0; i--) {
                    long value = random.nextInt(5) == 0 ? random.nextLong() >> shift : base + random.nextInt(300);
                    boolean append = values.length == 0 || values.length < 512 && random.nextBoolean();
                    int slot = append ? values.length : random.nextInt(values.length);
                    cells = cells.with(owner, slot, value, values.length, shared);
                    values = append ? Arrays.copyOf(values, values.length + 1) : values.clone();
                    values[slot] = value;
                }
                published.add(new Seen(cells, values));
                shared = values.length;
            }
            for (Seen seen : published) {
                for (int slot = 0; slot < seen.values().length; slot++) {
                    assertThat(seen.cells().get(slot)).isEqualTo(seen.values()[slot]);
                }
            }
        }
    }

    @Test
    void takesOneByteForSmallDifferences() {
        Cells cells = Cells.zeros(this);
        for (int i = 0; i < 512; i++) {
            cells = cells.with(this, i, 1_700_000_000_000L + i % 256, i, 0);
        }
        assertThat(cells.footprint()).isLessThan(600);
    }
}
