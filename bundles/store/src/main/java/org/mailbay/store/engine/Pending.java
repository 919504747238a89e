package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Table;

/** Rows written by transactions that are not yet committed, over those of the group before, which may be on its way. */
final class Pending {
    /** Which row. */
    record Key(Table table, byte[] key) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && table == that.table && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(key) + table.ordinal();
        }
    }

    private final Map<Key, byte @Nullable []> rows = new LinkedHashMap<>();
    private @Nullable Pending before;
    private long bytes;

    Pending(@Nullable Pending before) {
        this.before = before;
    }

    /** Forgets the group before: it is committed. */
    void alone() {
        before = null;
    }

    /** The rows by key; null deletes. */
    Map<Key, byte @Nullable []> rows() {
        return rows;
    }

    /** Writes, or with null deletes. */
    void put(Table table, byte[] key, byte @Nullable [] value) {
        put(new Key(table, key), value);
    }

    void put(Key key, byte @Nullable [] value) {
        rows.put(key, value);
        bytes += key.key().length + (value == null ? 0 : value.length);
    }

    /** Adds what a transaction wrote. */
    void putAll(Pending transaction) {
        rows.putAll(transaction.rows);
        bytes += transaction.bytes;
    }

    /** Whether the row's fate stands here; if so, {@link #value} has it. */
    boolean has(Key key) {
        return rows.containsKey(key) || before != null && before.has(key);
    }

    /** The row; null when it is deleted. */
    byte @Nullable [] value(Key key) {
        return rows.containsKey(key) || before == null ? rows.get(key) : before.value(key);
    }

    /** The blobs that rows are written about. */
    List<BlobRef> blobs() throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        for (Map.Entry<Key, byte @Nullable []> row : rows.entrySet()) {
            byte[] value = row.getValue();
            if (value != null
                    && row.getKey().table() == Table.SYS
                    && Keys.isOfBlob(row.getKey().key())) {
                refs.add(BlobRow.read(row.getKey().key(), value).ref());
            }
        }
        return refs;
    }

    int size() {
        return rows.size();
    }

    /** About. */
    long bytes() {
        return bytes;
    }
}
