package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.derby.jdbc.EmbeddedDataSource;

/** The Derby engine of this class loader: booted with its first database, stopped with its last user. */
final class Engine {
    /** Databases may be opened and closed by several drivers of one class loader; there is one engine. */
    private static int users;

    private Engine() {}

    /** Counts one more user; the first one decides on the settings. */
    static synchronized void use(int pageCachePages) throws IOException {
        if (System.getProperty("derby.system.durability") != null) {
            throw new IOException(
                    "The system property derby.system.durability is set: commits would not be durable. Remove it.");
        }
        if (users++ == 0) {
            set("derby.stream.error.method", EngineLog.class.getName() + ".writer");
            set("derby.storage.pageCacheSize", pageCachePages);
            set("derby.storage.checkpointInterval", 32 << 20);
            set("derby.storage.logSwitchInterval", 16 << 20);
            set("derby.storage.logBufferSize", 256 << 10);
            set("derby.storage.indexStats.auto", false);
            // Above 5,000 row locks Derby would lock the whole table.
            set("derby.locks.escalationThreshold", 1_000_000);
            set("derby.locks.waitTimeout", 10);
            set("derby.locks.deadlockTimeout", 2);
        }
    }

    private static void set(String name, Object value) {
        System.setProperty(name, value.toString());
    }

    /** Counts one user less; the last one stops the engine, and with it every thread of Derby's. */
    static synchronized void release() throws IOException {
        if (--users == 0) {
            EmbeddedDataSource source = new EmbeddedDataSource();
            source.setDatabaseName("");
            stop(source, List.of("XJ015"));
        }
    }

    /** Opens a connection to a database that is booted. */
    static Connection connect(Path database) throws SQLException {
        return source(database).getConnection();
    }

    /** Boots a database, or makes it, as the attributes say; they may hold a key and go into no log. */
    static Connection connect(Path database, String attributes) throws SQLException {
        EmbeddedDataSource source = source(database);
        if (!attributes.isEmpty()) {
            source.setConnectionAttributes(attributes);
        }
        return source.getConnection();
    }

    /** Ends a database: checkpoint, files closed. One that is not booted is no error. */
    static void close(Path database) throws IOException {
        stop(source(database), List.of("08006", "XJ004"));
    }

    private static EmbeddedDataSource source(Path database) {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(database.toString());
        return source;
    }

    private static void stop(EmbeddedDataSource source, List<String> answers) throws IOException {
        source.setShutdownDatabase("shutdown");
        try (Connection none = source.getConnection()) {
            throw new IOException("Derby did not stop: " + none);
        } catch (SQLException stopped) {
            if (!answers.contains(stopped.getSQLState())) {
                throw new IOException("Derby did not stop: " + stopped.getSQLState(), stopped);
            }
        }
    }
}
