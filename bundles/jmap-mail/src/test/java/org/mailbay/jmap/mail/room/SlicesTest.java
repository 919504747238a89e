package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {
    @Test
    void eachHasRoomInATransaction() {
        assertThat(Slices.of(List.of())).isEmpty();
        assertThat(Slices.of(Collections.nCopies(301, 1)))
                .extracting(List::size)
                .containsExactly(300, 1);
        assertThat(Slices.of(Collections.nCopies(200, 39), rows -> rows))
                .extracting(List::size)
                .containsExactly(92, 92, 16);
        assertThat(Slices.of(List.of(9_000, 1), rows -> rows)).hasSize(2);
    }
}
