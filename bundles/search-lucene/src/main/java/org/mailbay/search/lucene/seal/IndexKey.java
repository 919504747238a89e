package org.mailbay.search.lucene.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.mailbay.store.spi.MasterKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key of a shard's index: 32 random bytes, which lie beside it, wrapped by the master key. On the driver's own threads only. */
public final class IndexKey {
    /** The file's name. */
    static final String FILE = "key";

    private static final Logger LOG = LoggerFactory.getLogger(IndexKey.class);
    private static final String PURPOSE = "search-lucene.index";
    private static final String MASTER = "master=";
    private static final String WRAPPED = "wrapped=";
    private static final int BYTES = 32;

    private final byte[] bytes;

    private IndexKey(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Whether there is one beside the index. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Makes a new one, in place of the one that is there. */
    public static IndexKey create(Path folder, MasterKey master) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        write(folder, key, master);
        return new IndexKey(key);
    }

    /**
     * Reads the one that is there; wraps it anew when the master key has changed.
     *
     * @throws LostException when it is damaged, or wrapped by a key that is not here
     */
    public static IndexKey read(Path folder, MasterKey master) throws IOException, LostException {
        List<String> lines = new String(Files.readAllBytes(folder.resolve(FILE)), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        byte[] wrapped;
        byte[] key;
        try {
            wrapped = Base64.getDecoder().decode(line(lines, WRAPPED));
            key = master.unwrap(wrapped, PURPOSE);
        } catch (IOException | IllegalArgumentException e) {
            throw new LostException("its key is damaged, or the master key " + line(lines, MASTER)
                    + " that wraps it is not here: " + e.getMessage());
        }
        if (key.length != BYTES) {
            throw new LostException("its key has " + key.length + " bytes");
        }
        if (!master.isCurrent(wrapped)) {
            write(folder, key, master);
            LOG.info("event=key-rewrapped driver=lucene folder={} master={}", folder, master.id());
        }
        return new IndexKey(key);
    }

    private static String line(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(name.length()))
                .orElse("?");
    }

    /** Removes the one that is there, if it is. */
    public static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /** All of it or what was there before, whatever happens. */
    private static void write(Path folder, byte[] key, MasterKey master) throws IOException {
        String wrapped = Base64.getEncoder().encodeToString(master.wrap(key, PURPOSE));
        byte[] text = (MASTER + master.id() + '\n' + WRAPPED + wrapped + '\n').getBytes(StandardCharsets.ISO_8859_1);
        Path fresh = folder.resolve(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(text);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public String toString() {
        return "IndexKey";
    }

    /** Nobody can read the index any more. */
    public static final class LostException extends Exception {
        private static final long serialVersionUID = 1;

        LostException(String message) {
            super(message);
        }
    }
}
