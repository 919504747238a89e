package org.mailbay.store.derby;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Table;

/** A connection with its prepared statements: literal SQL would be compiled each time (2 ms). For one thread, never interrupted. */
final class Session implements AutoCloseable {
    /** Rows of a scan and whether there are no more. */
    record Chunk(List<byte[]> keys, List<byte[]> values, boolean last) {}

    /** Rows between two keys that are read rather than looked past. */
    private static final int MOST_STRAYS = 8;

    private static final int WORTH_A_RUN = 8;
    private static final int MOST_IN_VAIN = 2;

    private static final String DUPLICATE = "23505";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final String[] get = perTable("SELECT v FROM %s WHERE k = ?");
    private final String[] insert = perTable("INSERT INTO %s VALUES (?, ?)");
    private final String[] update = perTable("UPDATE %s SET v = ? WHERE k = ?");
    private final String[] delete = perTable("DELETE FROM %s WHERE k = ?");

    // The hint keeps the compiler from a table scan and a sort, which it prefers while the table is empty.
    private final String[] next = perTable(
            "SELECT k FROM %s --DERBY-PROPERTIES constraint=%<s_KEY\nWHERE k >= ? ORDER BY k FETCH FIRST ROW ONLY");

    private final String[] scan =
            perTable("SELECT k, v FROM %s --DERBY-PROPERTIES constraint=%<s_KEY\nWHERE k >= ? AND k < ? ORDER BY k");

    private Session(Connection connection) {
        this.connection = connection;
    }

    private static String[] perTable(String sql) {
        Table[] tables = Table.values();
        String[] texts = new String[tables.length];
        for (Table table : tables) {
            texts[table.ordinal()] = sql.formatted(table.name());
        }
        return texts;
    }

    /** Connects to a database that exists. */
    static Session open(Path database) throws SQLException {
        Connection connection = Engine.connect(database);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return new Session(connection);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /** To Derby, bytes that differ by trailing 0x20 are equal; an ending of another byte keeps keys apart, and in order. */
    private static byte[] stored(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private static byte[] plain(byte[] stored) {
        return Arrays.copyOf(stored, stored.length - 1);
    }

    byte @Nullable [] get(Table table, byte[] key) throws SQLException {
        return first(prepare(get[table.ordinal()]), key);
    }

    /** The values of ascending keys; null where absent. Rows that stand close together are read in one go, which is several times as fast. */
    List<byte @Nullable []> getAscending(Table table, List<byte[]> keys) throws SQLException {
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        for (int inVain = 0; values.size() < keys.size() && inVain < MOST_IN_VAIN; ) {
            int before = values.size();
            run(table, keys, values);
            if (values.size() - before < WORTH_A_RUN) {
                inVain++;
            }
        }
        while (values.size() < keys.size()) {
            values.add(get(table, keys.get(values.size())));
        }
        return values;
    }

    /** Adds values of the next keys until there is too much between them. */
    private void run(Table table, List<byte[]> keys, List<byte @Nullable []> values) throws SQLException {
        PreparedStatement statement = prepare(scan[table.ordinal()]);
        statement.setBytes(1, stored(keys.get(values.size())));
        statement.setBytes(2, Arrays.copyOf(stored(keys.getLast()), keys.getLast().length + 2));
        int strays = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (strays <= MOST_STRAYS && values.size() < keys.size()) {
                byte[] key = rows.next() ? plain(rows.getBytes(1)) : null;
                while (values.size() < keys.size()
                        && (key == null || Arrays.compareUnsigned(keys.get(values.size()), key) < 0)) {
                    values.add(null);
                }
                if (values.size() < keys.size()) {
                    boolean isWanted = Arrays.equals(keys.get(values.size()), key);
                    strays = isWanted ? 0 : strays + 1;
                    if (isWanted) {
                        values.add(rows.getBytes(2));
                    }
                }
            }
        }
    }

    /** The smallest key that is not smaller. */
    byte @Nullable [] next(Table table, byte[] key) throws SQLException {
        byte[] next = first(prepare(this.next[table.ordinal()]), key);
        return next == null ? null : plain(next);
    }

    private static byte @Nullable [] first(PreparedStatement statement, byte[] key) throws SQLException {
        statement.setBytes(1, stored(key));
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getBytes(1) : null;
        }
    }

    /** Rows from {@code from}, until there are {@code mostRows} or so many bytes. */
    Chunk scan(Table table, byte[] from, byte[] to, int mostRows, int mostBytes) throws SQLException {
        PreparedStatement statement = prepare(scan[table.ordinal()]);
        statement.setBytes(1, stored(from));
        statement.setBytes(2, stored(to));
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        int bytes = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                byte[] key = plain(rows.getBytes(1));
                byte[] value = rows.getBytes(2);
                keys.add(key);
                values.add(value);
                bytes += key.length + value.length;
                if (keys.size() >= mostRows || bytes >= mostBytes) {
                    return new Chunk(keys, values, false);
                }
            }
        }
        return new Chunk(keys, values, true);
    }

    void insert(Table table, byte[] key, byte[] value) throws SQLException {
        PreparedStatement statement = prepare(insert[table.ordinal()]);
        statement.setBytes(1, stored(key));
        statement.setBytes(2, value);
        statement.executeUpdate();
    }

    /** Whether it was inserted; otherwise the key exists, and Derby has undone this statement alone. */
    boolean tryInsert(Table table, byte[] key, byte[] value) throws SQLException {
        try {
            insert(table, key, value);
            return true;
        } catch (SQLException refused) {
            if (DUPLICATE.equals(refused.getSQLState())) {
                return false;
            }
            throw refused;
        }
    }

    /** Whether there was a row. */
    boolean update(Table table, byte[] key, byte[] value) throws SQLException {
        PreparedStatement statement = prepare(update[table.ordinal()]);
        statement.setBytes(1, value);
        statement.setBytes(2, stored(key));
        return statement.executeUpdate() > 0;
    }

    void delete(Table table, byte[] key) throws SQLException {
        PreparedStatement statement = prepare(delete[table.ordinal()]);
        statement.setBytes(1, stored(key));
        statement.executeUpdate();
    }

    /** The newest token of each owner. */
    Map<String, Long> leases() throws SQLException {
        Map<String, Long> leases = new HashMap<>();
        try (ResultSet rows = prepare("SELECT owner, token FROM LEASE").executeQuery()) {
            while (rows.next()) {
                leases.put(new String(plain(rows.getBytes(1)), StandardCharsets.UTF_8), rows.getLong(2));
            }
        }
        return leases;
    }

    void lease(String owner, long token) throws SQLException {
        PreparedStatement statement = prepare("UPDATE LEASE SET token = ? WHERE owner = ?");
        if (token == 1) {
            statement = prepare("INSERT INTO LEASE (token, owner) VALUES (?, ?)");
        }
        statement.setLong(1, token);
        statement.setBytes(2, stored(owner.getBytes(StandardCharsets.UTF_8)));
        statement.executeUpdate();
    }

    /** Runs a statement of the administrator's to its end: Derby evaluates VALUES only when its row is asked for. */
    void call(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        rows.getObject(1);
                    }
                }
            }
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
