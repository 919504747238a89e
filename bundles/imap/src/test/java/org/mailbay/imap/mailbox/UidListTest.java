package org.mailbay.imap.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UidListTest {
    /** What vanishes while a session resumes is in the log and still in the view: it counts once. */
    @Test
    void putsInWhatIsMissingAndNothingTwice() {
        UidList.Builder builder = new UidList.Builder();
        for (long uid : new long[] {2, 5, 7, 9}) {
            builder.add(uid, 100 + uid);
        }
        UidList list = UidList.EMPTY.with(builder.sorted());

        UidList before = list.below(9, new long[] {1, 5, 8, 11});

        assertThat(IntStream.range(0, before.size()).mapToLong(before::uid)).containsExactly(1L, 2L, 5L, 7L, 8L);
        assertThat(before.email(2)).isEqualTo(105);
    }
}
