package store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** What is compared with: a file for each blob, named by its hash, durable as a maildir would have it. */
final class FilePerBlob {
    private static final AtomicLong RUN = new AtomicLong();

    private final Path folder;
    private final AtomicLong next = new AtomicLong();

    FilePerBlob(Path folder) throws IOException {
        this.folder = folder;
        for (int i = 0; i < 256; i++) {
            Files.createDirectories(folder.resolve(HexFormat.of().toHexDigits((byte) i)));
        }
    }

    /** Eight bytes that no other message begins with. */
    static byte[] unique(int thread, int number) {
        return ByteBuffer.allocate(8).putLong(RUN.incrementAndGet() << 16 | thread).array();
    }

    /** Temporary file, fsync, rename, fsync of the folder. */
    void write(byte[] head, byte[] body) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(head);
        String name = HexFormat.of().formatHex(sha.digest(body));
        Path parent = folder.resolve(name.substring(0, 2));
        Path temporary = folder.resolve("t" + next.incrementAndGet());
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer[] parts = {ByteBuffer.wrap(head), ByteBuffer.wrap(body)};
            while (parts[1].hasRemaining()) {
                channel.write(parts);
            }
            channel.force(true);
        }
        Files.move(temporary, parent.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
