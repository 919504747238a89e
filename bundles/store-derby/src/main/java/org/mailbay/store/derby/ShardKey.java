package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.mailbay.store.spi.MasterKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that a shard's database is encrypted with: 32 random bytes, which lie beside the database, wrapped by the master key.
 *
 * <p>Held in memory while the shard has users, as Derby holds it anyway: reopening does not ask the master key again.
 */
final class ShardKey {
    /** The file's name. */
    static final String FILE = "key";

    private static final Logger LOG = LoggerFactory.getLogger(ShardKey.class);
    private static final String PURPOSE = "store-derby.records";
    private static final String MASTER = "master";
    private static final String WRAPPED = "wrapped";
    private static final int BYTES = 32;

    private final byte[] key;

    private ShardKey(byte[] key) {
        this.key = key;
    }

    /** Makes a new one and its file. */
    static ShardKey create(Path folder, MasterKey master) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        write(folder, key, master);
        return new ShardKey(key);
    }

    /** Reads a folder's; wraps it anew when the master key has changed. */
    static ShardKey read(Path folder, MasterKey master) throws IOException {
        return read(folder, master, true);
    }

    /** Reads a folder's, which is only written to if {@code rewrap}. */
    static ShardKey read(Path folder, MasterKey master, boolean rewrap) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IOException("The key file " + file
                    + " is missing: without it the database beside it cannot be read. Bring it back from a backup.");
        }
        Map<String, String> lines = Note.read(file);
        byte[] wrapped;
        byte[] key;
        try {
            wrapped = Base64.getDecoder().decode(lines.getOrDefault(WRAPPED, "?"));
            key = master.unwrap(wrapped, PURPOSE);
        } catch (IOException | IllegalArgumentException damaged) {
            throw new IOException(
                    "The key file " + file + " cannot be unwrapped: it is damaged, or the master key "
                            + lines.getOrDefault(MASTER, "?") + " is not here: " + damaged.getMessage(),
                    damaged);
        }
        if (key.length != BYTES) {
            throw new IOException("The key file " + file + " is damaged: it holds " + key.length + " bytes");
        }
        if (rewrap && !master.isCurrent(wrapped)) {
            write(folder, key, master);
            LOG.info("event=key-rewrapped driver=derby file={} master={}", file, master.id());
        }
        return new ShardKey(key);
    }

    private static void write(Path folder, byte[] key, MasterKey master) throws IOException {
        String wrapped = Base64.getEncoder().encodeToString(master.wrap(key, PURPOSE));
        Note.write(folder.resolve(FILE), Map.of(MASTER, master.id(), WRAPPED, wrapped));
    }

    /** What a connection says to boot a database that is encrypted with it. */
    String attributes() {
        return "encryptionAlgorithm=AES/CBC/NoPadding;encryptionKey="
                + HexFormat.of().formatHex(key);
    }
}
