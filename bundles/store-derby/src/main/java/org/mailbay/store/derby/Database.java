package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mailbay.store.spi.Table;

/** The files of a shard's database. */
final class Database {
    /** Raised when the tables change their meaning. */
    private static final int VERSION = 1;

    private Database() {}

    /** Makes a shard's database when it does not exist; refuses one from a newer version. */
    static void prepare(Path folder, Path database) throws IOException, SQLException {
        if (!Files.exists(database)) {
            create(folder, database);
        }
        try (Connection connection = Engine.connect(database, false);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM META")) {
            int version = rows.next() ? rows.getInt(1) : 0;
            if (version != VERSION) {
                throw new IOException(
                        "The shard in " + folder + " has format " + version + ", this driver knows format " + VERSION);
            }
        }
    }

    /** Under another name until it is complete: a crash leaves nothing that looks like a shard. */
    private static void create(Path folder, Path database) throws IOException, SQLException {
        Path unfinished = folder.resolve("db.new");
        delete(unfinished);
        try (Connection connection = Engine.connect(unfinished, true);
                Statement statement = connection.createStatement()) {
            tables(statement);
        } finally {
            Engine.close(unfinished);
        }
        Files.move(unfinished, database, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    private static void tables(Statement statement) throws SQLException {
        for (Table table : Table.values()) {
            pageSize(statement, table == Table.OBJ ? 32_768 : 8_192);
            statement.execute("CREATE TABLE " + table + " (k VARCHAR(" + (Table.MAX_KEY + 1)
                    + ") FOR BIT DATA NOT NULL CONSTRAINT " + table + "_KEY PRIMARY KEY, v VARCHAR(" + Table.MAX_VALUE
                    + ") FOR BIT DATA NOT NULL)");
        }
        pageSize(statement, 4_096);
        statement.execute(
                "CREATE TABLE LEASE (owner VARCHAR(201) FOR BIT DATA NOT NULL PRIMARY KEY, token BIGINT NOT NULL)");
        statement.execute("CREATE TABLE META (version INT NOT NULL)");
        statement.execute("INSERT INTO META VALUES " + VERSION);
    }

    private static void pageSize(Statement statement, int bytes) throws SQLException {
        statement.execute("CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.storage.pageSize', '" + bytes + "')");
    }

    /** Makes a folder's entries durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes a folder and all in it durable. */
    static void syncAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        for (Path path : all) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        sync(folder.toAbsolutePath().getParent());
    }

    /** Removes a folder and what is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> walk = Files.walk(folder)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }

    /** Bytes in a folder. */
    static long size(Path folder) throws IOException {
        long size = 0;
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        for (Path path : all) {
            // Derby removes files of its log at any time.
            size += Files.isRegularFile(path) ? path.toFile().length() : 0;
        }
        return size;
    }
}
