package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second engine away from a shard: two engines on one database corrupt it.
 *
 * <p>Across processes, and across class loaders within one (an older revision of this bundle): the JDK knows all locks of the process.
 */
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, waiting for a holder to let go, unless {@code stopping}. Not for an interrupted thread. */
    static FolderLock take(Path folder, Duration wait, BooleanSupplier stopping) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            long end = System.nanoTime() + wait.toNanos();
            while (tryLock(channel) == null) {
                if (System.nanoTime() - end >= 0 || stopping.getAsBoolean()) {
                    throw new IOException(
                            "The folder " + folder + " is in use: another server, or an older revision of this driver"
                                    + " that has not stopped, has its lock. Waited " + wait.toSeconds() + " seconds.");
                }
                LockSupport.parkNanos(20_000_000);
            }
            return new FolderLock(channel);
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    /** Lets go. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
