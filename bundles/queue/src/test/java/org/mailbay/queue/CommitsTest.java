package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a letter costs: one commit when it is taken, one when it is delivered. */
final class CommitsTest {
    private static final int LETTERS = 60;
    private static final int MOST = 1_000_000;

    @Test
    void lanesThatAreEmptyGoTogether() throws Exception {
        Rig rig = new Rig(MOST);
        CutRoom room = (CutRoom) rig.annex;
        for (int i = 0; i < LETTERS; i++) {
            rig.send("me@our.test", Map.of(), "a@d" + i + ".test");
        }
        Rig.await(() -> rig.queue.messages() == 0 && rig.queue.lanes() == 0);
        assertThat(MOST - room.left()).isLessThan(2 * LETTERS + LETTERS / 2);
        assertThat(rig.carried).hasSize(LETTERS);
        rig.close();
    }

    @Test
    void aLaneThatIsUsedAgainAndAgainStays() throws Exception {
        Rig rig = new Rig(MOST);
        CutRoom room = (CutRoom) rig.annex;
        for (int i = 0; i < LETTERS; i++) {
            int sent = i + 1;
            rig.send("me@our.test", Map.of(), "a" + i + "@one.test");
            Rig.await(() -> rig.carried.size() == sent && rig.queue.messages() == 0);
        }
        assertThat(MOST - room.left()).isLessThan(2 * LETTERS + LETTERS / 2);
        rig.close();
    }
}
