package org.mailbay.store.engine.record;

import java.io.IOException;
import java.util.Arrays;
import org.mailbay.store.AccountId;
import org.mailbay.store.spi.Table;

/**
 * What one transaction replaced: the rows of STATE, OBJ and IDX that it changed or removed, as they were before.
 *
 * <p>What it created is not in it: a row says itself, by the modseq in its value, which transaction made it.
 */
public final class UndoRow {
    private static final int VERSION = 1;
    private static final int ACCOUNT = 8;

    private final Out out;
    private final int empty;

    /** @param millis when, since 1970 */
    public UndoRow(long millis) {
        out = new Out(128).octet(VERSION).varint(millis);
        empty = out.size();
    }

    /** Is shown rows. */
    @FunctionalInterface
    public interface Reader {
        /** A row as it was. */
        void row(Table table, byte[] key, byte[] value) throws IOException;
    }

    /** Adds a row as it was; its key starts with the account. */
    public void add(Table table, byte[] key, byte[] value) {
        out.octet(table.ordinal())
                .varint(key.length - ACCOUNT)
                .raw(Arrays.copyOfRange(key, ACCOUNT, key.length))
                .varint(value.length)
                .raw(value);
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return out.size() == empty;
    }

    /** The values, of one row or, when it is long, several. */
    public byte[][] values() {
        byte[] whole = out.done();
        byte[][] values = new byte[(whole.length + Table.MAX_VALUE - 1) / Table.MAX_VALUE][];
        for (int i = 0; i < values.length; i++) {
            int from = i * Table.MAX_VALUE;
            values[i] = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + Table.MAX_VALUE));
        }
        return values;
    }

    /** When it was written, from the first value. */
    public static long millisOf(byte[] first) throws IOException {
        return new In(first).version(VERSION).varint();
    }

    /** Reads the values put together. */
    public static void read(AccountId account, byte[] whole, Reader reader) throws IOException {
        In in = new In(whole).version(VERSION);
        in.varint();
        byte[] first = Keys.first(account);
        Table[] tables = Table.values();
        while (in.hasMore()) {
            int table = in.octet();
            if (table >= tables.length) {
                throw new IOException("undo of a table that is none");
            }
            byte[] rest = in.raw(in.count());
            byte[] key = Arrays.copyOf(first, ACCOUNT + rest.length);
            System.arraycopy(rest, 0, key, ACCOUNT, rest.length);
            reader.row(tables[table], key, in.raw(in.count()));
        }
    }
}
