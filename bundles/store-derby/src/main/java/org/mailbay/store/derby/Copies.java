package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;

/**
 * Copies of shards: a folder with the database, the wrapped key if it is encrypted, and a note that says that it is whole.
 *
 * <p>A copy is booted once when it is made: that proves that it can be, and nothing is left in its log that would be written to the
 * tables when it is opened. Not for a thread that may be interrupted.
 */
final class Copies {
    private static final String PART = ".part";
    private static final String WORK = ".copy-";

    /** Where Derby keeps tables; never written to while a whole copy is read. */
    private static final String TABLES = "seg0";

    private Copies() {}

    /** Copies a shard that is in use; under another name until all of it is on disk. */
    static void make(Session session, Shard shard, Path from, Path to) throws IOException, SQLException {
        if (Files.exists(to)) {
            throw new IOException(to + " exists already");
        }
        Path part = to.resolveSibling(to.getFileName() + PART);
        Disk.delete(part);
        Files.createDirectories(part);
        try {
            session.call("CALL SYSCS_UTIL.SYSCS_BACKUP_DATABASE(?)", part.toString());
            copyKey(from, part);
            Path database = part.resolve(Database.NAME);
            try {
                Database.boot(database, shard.key());
            } finally {
                Engine.close(database);
            }
            Format.COPY.write(part);
            Disk.syncAll(part);
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            Disk.sync(to.getParent());
        } catch (SQLException | IOException | RuntimeException failed) {
            try {
                Disk.delete(part);
            } catch (IOException left) {
                failed.addSuppressed(left);
            }
            throw failed;
        }
    }

    private static void copyKey(Path from, Path to) throws IOException {
        Path key = from.resolve(ShardKey.FILE);
        if (Files.exists(key)) {
            Files.copy(key, to.resolve(ShardKey.FILE), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void check(Path copy) throws IOException {
        if (!Files.isDirectory(copy.resolve(Database.NAME))
                || !Format.read(copy).copy()) {
            throw new IOException(copy + " is not a copy that a backup finished");
        }
    }

    /** Makes a shard of a copy. */
    static void restore(Path copy, Path root, Path shard, Duration lockWait) throws IOException {
        check(copy);
        Disk.make(root, shard);
        try (FolderLock _ = FolderLock.take(shard, lockWait, () -> false)) {
            if (Files.exists(shard.resolve(Database.NAME))) {
                throw new FileAlreadyExistsException(shard.toString(), null, "there is a shard already");
            }
            Sealing.clear(shard);
            Path unfinished = shard.resolve(Database.UNFINISHED);
            Disk.delete(unfinished);
            Disk.copy(copy.resolve(Database.NAME), unfinished);
            Files.deleteIfExists(shard.resolve(ShardKey.FILE));
            copyKey(copy, shard);
            Format.CURRENT.write(shard);
            Disk.syncAll(shard);
            Database.finish(shard);
        }
    }

    /** A copy as a slot's home: in a folder of our own, which has the copy's tables by a link and a log of its own. */
    static Slot.Home open(Path copy, Path root) throws IOException {
        check(copy);
        Files.createDirectories(root);
        Path work = Files.createTempDirectory(root, WORK);
        Path from = copy.resolve(Database.NAME);
        Path to = work.resolve(Database.NAME);
        try {
            Files.createDirectory(to);
            Files.copy(from.resolve("service.properties"), to.resolve("service.properties"));
            Disk.copy(from.resolve("log"), to.resolve("log"));
            if (Files.exists(from.resolve("verifyKey.dat"))) {
                Files.copy(from.resolve("verifyKey.dat"), to.resolve("verifyKey.dat"));
            }
            Files.createSymbolicLink(to.resolve(TABLES), from.resolve(TABLES).toRealPath());
            return new Copy(copy, work);
        } catch (IOException | RuntimeException failed) {
            Disk.delete(work);
            throw failed;
        }
    }

    /** An opened copy. */
    private record Copy(Path copy, Path folder) implements Slot.Home {
        @Override
        public String label() {
            return "copy-" + copy.getFileName();
        }

        @Override
        public boolean readOnly() {
            return true;
        }

        @Override
        public @Nullable ShardKey boot(@Nullable MasterKey master, @Nullable ShardKey known)
                throws IOException, SQLException {
            Path database = folder.resolve(Database.NAME);
            ShardKey key = null;
            if (Database.isEncrypted(database)) {
                if (known == null && master == null) {
                    throw new IOException("The copy " + copy + " is encrypted and there is no master key");
                }
                key = known == null ? ShardKey.read(copy, master, false) : known;
            }
            Database.boot(database, key);
            return key;
        }

        @Override
        public void left() throws IOException {
            OwnThread.run("derby-copy-remove", () -> {
                Disk.delete(folder);
                return folder;
            });
        }
    }
}
