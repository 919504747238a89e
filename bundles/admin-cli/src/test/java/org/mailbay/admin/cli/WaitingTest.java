package org.mailbay.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class WaitingTest {
    @Test
    void aBarIsAsLongAsWhatIsDone() {
        assertThat(Waiting.line("Checks", 62, OptionalDouble.empty())).isEqualTo("Checks … 1:02 ");
        assertThat(Waiting.line("Checks", 3, OptionalDouble.of(0.5)))
                .isEqualTo("Checks … 0:03 [===============>              ]  50 % ");
        assertThat(Waiting.line("Checks", 3, OptionalDouble.of(7)))
                .isEqualTo("Checks … 0:03 [==============================] 100 % ");
    }
}
