package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HabitsTest {
    private final Habits habits = new Habits();
    private final byte[] head = {0, 0, 0, 0, 0, 0, 0, 1, 'h'};
    private final byte[] reference = {0, 0, 0, 0, 0, 0, 0, 2, 'r', 5};

    @Test
    void learnsPerShape() {
        assertThat(habits.guess(head)).isEqualTo(Habits.Guess.UNKNOWN);
        habits.learn(head, true);
        assertThat(habits.guess(head)).isEqualTo(Habits.Guess.EXISTS);
        assertThat(habits.guess(reference)).isEqualTo(Habits.Guess.UNKNOWN);
        for (int i = 0; i < 100; i++) {
            assertThat(habits.guess(reference)).isEqualTo(Habits.Guess.UNKNOWN);
            habits.learn(reference, false);
        }
        assertThat(habits.guess(reference)).isEqualTo(Habits.Guess.NEW);
        habits.learn(reference, true);
        assertThat(habits.guess(reference)).isEqualTo(Habits.Guess.EXISTS);
        habits.learn(reference, false);
        assertThat(habits.guess(reference)).isEqualTo(Habits.Guess.UNKNOWN);
        assertThat(habits.guess(head)).isEqualTo(Habits.Guess.EXISTS);
    }
}
