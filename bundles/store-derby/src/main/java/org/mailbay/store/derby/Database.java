package org.mailbay.store.derby;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.Table;

/** The database in a shard's folder: made, checked and booted here. Under the folder's lock; not for a thread that may be interrupted. */
final class Database {
    /** The database's name within the shard's folder. */
    static final String NAME = "db";

    /** A database that is not finished. */
    static final String UNFINISHED = "db.new";

    private Database() {}

    /**
     * Boots a shard's database, made when it does not exist, encrypted when there is a master key and it was not.
     *
     * @param known its key, when it was open before
     * @return its key; null when it is not encrypted
     */
    static @Nullable ShardKey boot(Path folder, @Nullable MasterKey master, @Nullable ShardKey known)
            throws IOException, SQLException {
        Format.read(folder);
        Sealing.finish(folder);
        Path database = folder.resolve(NAME);
        boolean exists = Files.exists(database);
        boolean encrypted = exists && isEncrypted(database);
        if (encrypted && known == null && master == null) {
            throw new IOException("The shard in " + folder + " is encrypted and there is no master key");
        }
        ShardKey key = known;
        if (key == null && master != null) {
            boolean inUse = encrypted || Files.exists(folder.resolve(ShardKey.FILE));
            key = inUse ? ShardKey.read(folder, master) : ShardKey.create(folder, master);
        }
        if (!exists) {
            create(folder, key);
        } else if (key != null && !encrypted) {
            Sealing.seal(folder, key);
        }
        boot(database, key);
        Format.CURRENT.write(folder);
        return key;
    }

    /** Boots a database that exists and looks whether it is ours. */
    static void boot(Path database, @Nullable ShardKey key) throws IOException, SQLException {
        try (Connection connection = Engine.connect(database, key == null ? "" : key.attributes());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM META")) {
            int version = rows.next() ? rows.getInt(1) : 0;
            if (version != Format.CURRENT.layout()) {
                throw new IOException("The database " + database + " has layout " + version + ", this driver knows "
                        + Format.CURRENT.layout());
            }
        }
    }

    /** Whether a database's files are encrypted, which Derby notes in a file it reads before all others. */
    static boolean isEncrypted(Path database) throws IOException {
        Path properties = database.resolve("service.properties");
        if (!Files.exists(properties)) {
            throw new IOException("The database " + database + " is damaged: service.properties is missing");
        }
        try (BufferedReader lines = Files.newBufferedReader(properties, StandardCharsets.ISO_8859_1)) {
            return lines.lines().anyMatch("dataEncryption=true"::equals);
        }
    }

    /** Under another name until it is complete: a crash leaves nothing that looks like a shard. */
    private static void create(Path folder, @Nullable ShardKey key) throws IOException, SQLException {
        Path unfinished = folder.resolve(UNFINISHED);
        Disk.delete(unfinished);
        String attributes = key == null ? "create=true" : "create=true;dataEncryption=true;" + key.attributes();
        try (Connection connection = Engine.connect(unfinished, attributes);
                Statement statement = connection.createStatement()) {
            tables(statement);
        } finally {
            Engine.close(unfinished);
        }
        finish(folder);
    }

    /** Makes what lies under the other name the shard's database. */
    static void finish(Path folder) throws IOException {
        Files.move(folder.resolve(UNFINISHED), folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        Disk.sync(folder);
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
        statement.execute("INSERT INTO META VALUES " + Format.CURRENT.layout());
    }

    private static void pageSize(Statement statement, int bytes) throws SQLException {
        statement.execute("CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.storage.pageSize', '" + bytes + "')");
    }
}
