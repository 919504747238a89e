package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts a database that was not: a copy is encrypted and takes the old one's place when it is whole.
 *
 * <p>Derby could do it in place; the copy costs space for a while, and in return there is a good database whenever the power fails.
 */
final class Sealing {
    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

    /** The copy, while it is encrypted. */
    private static final String SEALING = "db.sealing";

    /** The copy, encrypted and durable. */
    private static final String SEALED = "db.sealed";

    /** The database as it was. */
    private static final String PLAIN = "db.plain";

    private static final long SPARE_BYTES = 64L << 20;

    private Sealing() {}

    /** Ends what a crash interrupted; whatever the moment was, afterwards there is one database, plain or encrypted. */
    static void finish(Path folder) throws IOException {
        Path database = folder.resolve(Database.NAME);
        if (!Files.exists(database)) {
            if (Files.exists(folder.resolve(SEALED))) {
                move(folder, SEALED, Database.NAME);
            } else if (Files.exists(folder.resolve(PLAIN))) {
                move(folder, PLAIN, Database.NAME);
            }
        }
        clear(folder);
    }

    /** Removes what is not the database. */
    static void clear(Path folder) throws IOException {
        Disk.delete(folder.resolve(SEALING));
        Disk.delete(folder.resolve(SEALED));
        Disk.delete(folder.resolve(PLAIN));
    }

    /** Encrypts the database, which nobody has open. */
    static void seal(Path folder, ShardKey key) throws IOException, SQLException {
        long start = System.nanoTime();
        Path database = folder.resolve(Database.NAME);
        Path copy = folder.resolve(SEALING);
        long size = Disk.size(database);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < 2 * size + SPARE_BYTES) {
            throw new IOException("To encrypt the shard in " + folder + ", " + (2 * size + SPARE_BYTES >> 20)
                    + " MB must be free, and only " + (free >> 20) + " are");
        }
        LOG.info("event=seal-begin driver=derby folder={} bytes={}", folder, size);
        // Booted and ended without a key, so that nothing waits in its log.
        Database.boot(database, null);
        Engine.close(database);
        Disk.copy(database, copy);
        try {
            Engine.connect(copy, "dataEncryption=true;" + key.attributes()).close();
        } finally {
            Engine.close(copy);
        }
        Database.boot(copy, key);
        Engine.close(copy);
        Disk.syncAll(copy);
        move(folder, SEALING, SEALED);
        move(folder, Database.NAME, PLAIN);
        move(folder, SEALED, Database.NAME);
        Disk.delete(folder.resolve(PLAIN));
        LOG.info("event=seal-end driver=derby folder={} millis={}", folder, (System.nanoTime() - start) / 1_000_000);
    }

    private static void move(Path folder, String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        Disk.sync(folder);
    }
}
