package org.mailbay.store.engine.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.UndoRow;
import org.mailbay.store.spi.Table;

/** The rows of some tables that were replaced after a moment, as they were then; in order of keys, some at a time. */
final class Undos {
    private static final int MOST_KEYS = 20_000;
    private static final long MOST_BYTES = 8 << 20;

    /** A row as it was in each table. */
    static final class Old {
        byte @Nullable [] first;
        byte @Nullable [] second;
    }

    private final Space space;
    private final long since;
    private final Table main;
    private final @Nullable Table second;

    private final TreeMap<byte[], Old> some = new TreeMap<>(Arrays::compareUnsigned);
    private byte[] after;
    /** Keys from here on are for the next time; null when all are in memory. */
    private byte @Nullable [] limit;

    private long bytes;

    /** @param second a table whose rows have the same keys; null for none */
    Undos(Space space, long since, Table main, @Nullable Table second) {
        this.space = space;
        this.since = since;
        this.main = main;
        this.second = second;
        after = new byte[0];
    }

    /** The next rows; empty at the end. */
    SortedMap<byte[], Old> next() throws IOException {
        if (!some.isEmpty()) {
            if (limit == null) {
                some.clear();
                return some;
            }
            after = some.lastKey();
        }
        some.clear();
        limit = null;
        bytes = 0;
        read();
        return some;
    }

    private void read() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] from = Keys.undo(space.id(), since + 1, 0);
        byte[] to = Keys.afterPrefix(Keys.undos(space.id()));
        space.shard().scan(Table.SYS, from, to, (key, value) -> {
            if (Keys.isFirstUndo(key)) {
                take(whole);
            }
            whole.writeBytes(value);
            return true;
        });
        take(whole);
    }

    private void take(ByteArrayOutputStream whole) throws IOException {
        if (whole.size() > 0) {
            UndoRow.read(space.id(), whole.toByteArray(), this::take);
            whole.reset();
        }
    }

    /** The first that is seen of a key is what it was at the moment. */
    private void take(Table table, byte[] key, byte[] value) {
        if (table != main && table != second
                || Arrays.compareUnsigned(key, after) <= 0
                || limit != null && Arrays.compareUnsigned(key, limit) >= 0) {
            return;
        }
        Old old = some.computeIfAbsent(key, _ -> new Old());
        if (table == main && old.first == null) {
            old.first = value;
            bytes += value.length + key.length;
        } else if (table == second && old.second == null) {
            old.second = value;
            bytes += value.length;
        }
        while (some.size() > 1 && (some.size() > MOST_KEYS || bytes > MOST_BYTES)) {
            Map.Entry<byte[], Old> last = some.pollLastEntry();
            limit = last.getKey();
            bytes -= length(last.getValue().first) + length(last.getValue().second) + limit.length;
        }
    }

    private static int length(byte @Nullable [] value) {
        return value == null ? 0 : value.length;
    }
}
