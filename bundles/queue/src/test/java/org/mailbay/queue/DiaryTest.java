package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.mailbay.swap.Swappable;

/** How many letters wait is right, also when some end while those that were there at the start are counted. */
class DiaryTest {
    private final Diary diary = new Diary(new Swappable<>("traces"), InstantSource.system());

    @Test
    void letterThatEndsBetweenItsReadingAndItsCountingIsNotCounted() {
        diary.count(10);
        diary.found(3);
        diary.gone(5);
        diary.found(4);
        diary.found(5);
        diary.countEnds();
        assertThat(diary.letters()).isEqualTo(2);
        diary.gone(3);
        diary.gone(4);
        assertThat(diary.letters()).isZero();
    }

    @Test
    void letterThatEndsBeforeItIsReadIsNotCounted() {
        diary.count(10);
        diary.gone(5);
        diary.found(6);
        diary.countEnds();
        assertThat(diary.letters()).isEqualTo(1);
    }
}
