package org.mailbay.jmap.core.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.Row;
import org.mailbay.testkit.JmapCall;
import tools.jackson.databind.node.JsonNodeFactory;

/** Many copies in one call, each of many rows (RFC 8620 §5.4): more than one transaction has room for. */
class CopiesTest {
    private static final int MANY = 400;

    /** Rows of one, as many as an email with a long list of references has. */
    private static final int ROWS = 20;

    @FunctionalInterface
    private interface Fault {
        void at(int number) throws SetError, IOException;
    }

    private final Copies copies = new Copies();

    private int changes;

    private SetRun copy(Rig rig, Fault fault) throws MethodError, IOException {
        Map<String, Changer.Creation> prepared = new LinkedHashMap<>();
        for (int i = 0; i < MANY; i++) {
            int number = i;
            prepared.put("k" + i, copies.add(tx -> {
                fault.at(number);
                for (int row = 0; row < ROWS; row++) {
                    tx.index("test", new byte[] {(byte) (number >> 8), (byte) number, (byte) row}, new byte[1]);
                }
                return new Changer.Created(
                        tx.create(Notes.NOTE, Row.EMPTY, new byte[0], List.of()),
                        JsonNodeFactory.instance.objectNode());
            }));
        }
        SetRun made = new SetRun(
                new Notes(),
                Overlay.of(JmapCall.view(rig.account)),
                copies,
                new Guard(new Json(1_000, 1_000)),
                List.of(),
                Map.of());
        made.commit(null, prepared, () -> changes++);
        return made;
    }

    private static int notes(Rig rig) {
        return rig.account.snapshot().objects(Notes.NOTE).all().size();
    }

    @Test
    void theyAreAllMadeAndTold() throws Exception {
        try (Rig rig = new Rig()) {
            SetRun made = copy(rig, number -> {
                if (number % 100 == 7) {
                    throw SetError.of(SetError.FORBIDDEN, null);
                }
            });
            assertThat(made.created).hasSize(MANY - 4);
            assertThat(made.notCreated).containsOnlyKeys("k7", "k107", "k207", "k307");
            assertThat(notes(rig)).isEqualTo(MANY - 4);
            assertThat(made.oldState).isLessThan(made.newState);
            assertThat(made.newState)
                    .isEqualTo(rig.account.snapshot().objects(Notes.NOTE).state());
        }
    }

    /** RFC 8620 §3.6.2: what is done already is not said not to be. */
    @Test
    void whatFailsHalfWaySaysSo() throws Exception {
        try (Rig rig = new Rig()) {
            assertThatThrownBy(() -> copy(rig, number -> {
                        if (number == 250) {
                            throw new IOException("the disk is full");
                        }
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(changes).as("from then on it is serverPartialFail").isEqualTo(2);
            assertThat(notes(rig)).isEqualTo(2 * Copies.SLICE);
        }
    }

    @Test
    void whatFailsAtOnceHasDoneNothing() throws Exception {
        try (Rig rig = new Rig()) {
            assertThatThrownBy(() -> copy(rig, number -> {
                        if (number == 50) {
                            throw new IOException("the disk is full");
                        }
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(changes).isZero();
            assertThat(notes(rig)).isZero();
        }
    }
}
