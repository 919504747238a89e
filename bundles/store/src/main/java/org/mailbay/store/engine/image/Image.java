package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;

/**
 * An account after one transaction.
 *
 * @param modSeq of that transaction
 * @param nextNumber the next object's
 * @param floor the log holds every transaction after this one
 * @param tables by {@link #index letter}; null where nothing ever happened
 */
public record Image(
        AccountId account,
        long modSeq,
        long nextNumber,
        long quotaUsed,
        long floor,
        @Nullable ObjectTable[] tables,
        Uids uids)
        implements Snapshot {
    /** Room for A to Z and a to z. */
    public static final int LETTERS = 'z' - 'A' + 1;

    /** An account that nothing ever happened to. */
    public static Image empty(AccountId account) {
        return new Image(account, 1, 1, 0, 1, new ObjectTable[LETTERS], Uids.NONE);
    }

    private static int index(char letter) {
        return letter - 'A';
    }

    /** The table of a type. */
    public ObjectTable table(char letter) {
        return tableOf(tables, letter);
    }

    /** The tables of all types that something happened to. */
    public List<ObjectTable> all() {
        List<ObjectTable> all = new ArrayList<>();
        for (ObjectTable table : tables) {
            if (table != null) {
                all.add(table);
            }
        }
        return all;
    }

    /** The table of a type in an array of tables. */
    public static ObjectTable tableOf(@Nullable ObjectTable[] tables, char letter) {
        ObjectTable table = tables[index(letter)];
        return table == null ? ObjectTable.empty(letter) : table;
    }

    /** Puts a table into an array of tables. */
    public static void put(@Nullable ObjectTable[] tables, ObjectTable table) {
        tables[index(table.letter())] = table;
    }

    @Override
    public Objects objects(ObjectType type) {
        return table(type.letter());
    }

    @Override
    public long uidNext(long container) {
        return uids.next(container);
    }

    /** The row of an object; null when there is none. */
    public @Nullable Row row(ObjectId id) {
        ObjectTable table = table(id.letter());
        int ordinal = table.ordinal(id);
        return ordinal < 0 ? null : table.row(ordinal);
    }

    /** Bytes of memory, about. */
    public long footprint() {
        long bytes = 400 + uids.footprint();
        for (ObjectTable table : all()) {
            bytes += table.footprint();
        }
        return bytes;
    }

    /** Writes the tables. */
    public void write(ImageWriter out) throws IOException {
        List<ObjectTable> all = all();
        out.count(all.size());
        for (ObjectTable table : all) {
            table.write(out);
        }
    }

    /** Reads the tables. */
    public static @Nullable ObjectTable[] read(ImageReader in) throws IOException {
        @Nullable ObjectTable[] tables = new ObjectTable[LETTERS];
        for (int count = in.count(); count > 0; count--) {
            put(tables, ObjectTable.read(in));
        }
        return tables;
    }
}
