package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.image.TableEdit;
import org.mailbay.store.engine.image.Uids;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** Makes an account's image from its rows, while nobody writes to it. */
final class Loader {
    private final Space space;
    private final AccountId account;
    private final Head head;
    private final @Nullable ObjectTable[] tables = new ObjectTable[Image.LETTERS];
    private @Nullable TableEdit edit;
    private char letter;

    private Loader(Space space, Head head) {
        this.space = space;
        account = space.id();
        this.head = head;
    }

    static Image load(Records records, Space space, Snapshots snapshots) throws IOException {
        AccountId account = space.id();
        byte[] row = records.get(Table.SYS, Keys.head(account));
        if (row == null) {
            throw new IOException("there is no account " + account);
        }
        Head head;
        try {
            head = Head.read(row);
        } catch (IOException | RuntimeException e) {
            throw new DamagedException(space, Table.SYS, "head", e);
        }
        Loader loader = new Loader(space, head);
        @Nullable ObjectTable[] tables = snapshots.tables(space, records, head);
        return loader.image(records, tables == null ? loader.scan(records) : tables);
    }

    private Image image(Records records, @Nullable ObjectTable[] all) throws IOException {
        return new Image(account, head.modSeq(), head.nextNumber(), head.quotaUsed(), head.floor(), all, uids(records));
    }

    private @Nullable ObjectTable[] scan(Records records) throws IOException {
        head.states().forEach((type, state) -> Image.put(tables, new TableEdit(ObjectTable.empty(type)).done(state)));
        records.scan(Table.STATE, Keys.first(account), Keys.after(account), (key, value) -> {
            ObjectId id = Keys.objectOf(key);
            if (edit == null || id.letter() != letter) {
                finish();
                edit = new TableEdit(ObjectTable.empty(id.letter()));
                letter = id.letter();
            }
            try {
                StateRow state = StateRow.read(value);
                edit.append(id.number(), state.modSeq(), state.created(), state.row());
            } catch (IOException | RuntimeException e) {
                throw new DamagedException(space, Table.STATE, id.toString(), e);
            }
            return true;
        });
        finish();
        return tables;
    }

    private void finish() throws IOException {
        if (edit != null) {
            Long state = head.states().get(letter);
            if (state == null) {
                throw new DamagedException(
                        space, Table.SYS, "head", new IOException("type " + letter + " has objects but no state"));
            }
            Image.put(tables, edit.done(state));
            edit = null;
        }
    }

    private Uids uids(Records records) throws IOException {
        List<Long> containers = new ArrayList<>();
        List<Long> next = new ArrayList<>();
        byte[] first = Keys.uids(account);
        records.scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            containers.add(Keys.containerOf(key));
            next.add(Scalars.numberOf(value));
            return true;
        });
        return Uids.of(
                containers.stream().mapToLong(Long::longValue).toArray(),
                next.stream().mapToLong(Long::longValue).toArray());
    }
}
