package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.LogEntry;

final class TextChangesTest {
    private static final ObjectType NOTE = new ObjectType("Note", 'n');
    private static final Column.Text TITLE = new Column.Text(1);
    private static final Column.Words FLAGS = new Column.Words(2);

    private final Rig rig = new Rig();

    @Test
    void theLogSaysWhoseTextMayHaveChanged() throws IOException {
        Space space = (Space) rig.store.create(new TenantId(1));
        Row row = Row.EMPTY.with(TITLE, "title");
        ObjectId id = space.write(tx -> tx.create(NOTE, row, new byte[] {1}, List.of()));
        write(space, id, row.with(FLAGS, Set.of("seen")));
        write(space, id, row.with(TITLE, "other"));
        write(space, id, Row.EMPTY);
        space.write(tx -> {
            tx.update(NOTE, id, Row.EMPTY, new byte[] {2}, List.of());
            return id;
        });
        space.write(tx -> {
            tx.update(NOTE, id, Row.EMPTY.with(FLAGS, Set.of("seen")), new byte[] {2}, List.of());
            return id;
        });
        List<LogEntry.OfType> entries = new ArrayList<>();
        assertThat(space.log(
                        1, space.image(), entry -> entries.add(entry.types().get('n'))))
                .isTrue();
        assertThat(entries).extracting(of -> of.created().length).containsExactly(1, 0, 0, 0, 0, 0);
        assertThat(entries).extracting(of -> of.text().length).containsExactly(0, 0, 1, 1, 1, 0);
        assertThat(entries.get(2).text()).containsExactly(id.number());
    }

    private static void write(Space space, ObjectId id, Row row) throws IOException {
        space.write(tx -> {
            tx.update(NOTE, id, row);
            return id;
        });
    }
}
