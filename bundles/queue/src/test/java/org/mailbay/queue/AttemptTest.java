package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;

/** What cannot be read is neither lost nor in the way. */
final class AttemptTest {
    private static final Carried LATER = new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);
    private static final Carried TAKEN = new Carried.Taken("250 2.0.0 Ok", "mx.test", false);

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void damaged(char kind) throws Exception {
        rig.answer = recipient -> LATER;
        rig.send("me@our.test", Map.of(), "a@one.test");
        Rig.await(() -> rig.carried.size() == 1 && rig.queue.running() == 0 && rig.queue.lanes() == 0);
        rig.answer = recipient -> TAKEN;
        Room room = rig.store.annex().room("queue");
        byte[][] entry = new byte[2][];
        room.scan(new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)}, (key, value) -> {
            entry[0] = key;
            entry[1] = value;
            return true;
        });
        room.commit(List.of(new Change(entry[0], new byte[] {(byte) 0xff})));
        // Twice: what was postponed is postponed again.
        for (int i = 0; i < 2; i++) {
            List<String> before = places();
            rig.pass(Duration.ofHours(2));
            Rig.await(() -> !places().equals(before) && rig.queue.lanes() == 0);
        }
        rig.send("me@our.test", Map.of(), "b@one.test");
        Rig.await(() -> rig.carried.size() == 2);
        room.commit(List.of(new Change(entry[0], entry[1])));
        rig.pass(Duration.ofHours(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(3);
        assertThat(rig.carried.getLast().recipients()).containsExactly("a@one.test");
    }

    private List<String> places() {
        try {
            List<String> places = new ArrayList<>();
            rig.store
                    .annex()
                    .room("queue")
                    .scan(
                            new byte[] {'q'},
                            new byte[] {'r'},
                            (key, value) -> places.add(HexFormat.of().formatHex(key)));
            return places;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void workThatCannotBeReadIsTriedWhenItCan() throws Exception {
        damaged('w');
    }

    @Test
    void workOfALetterThatCannotBeReadIsTriedWhenItCan() throws Exception {
        damaged('m');
    }
}
