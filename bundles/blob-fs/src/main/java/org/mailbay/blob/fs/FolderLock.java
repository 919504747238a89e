package org.mailbay.blob.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Only one driver has a shard's folder, in this process and among processes.
 *
 * <p>Inside the process a system property is the lock, because it is seen by every revision of this bundle: a second open channel on
 * the lock file would, when closed, take the first one's lock away (POSIX). On the driver's own threads only.
 */
final class FolderLock implements Closeable {
    private static final long PAUSE_MILLIS = 20;

    private final String property;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(String property, FileChannel channel, FileLock lock) {
        this.property = property;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder.
     *
     * @param wait for another revision in this process to give it back; another process is not waited for
     */
    static FolderLock take(Path folder, Duration wait) throws IOException {
        Files.createDirectories(folder);
        String property = "org.mailbay.blob.fs.lock:" + folder.toRealPath();
        long begin = System.nanoTime();
        while (System.getProperties().putIfAbsent(property, "taken") != null) {
            if (System.nanoTime() - begin > wait.toNanos()) {
                throw new IOException(
                        "The blob folder " + folder + " is in use by another blob driver of this server.");
            }
            pause();
        }
        try {
            return lockFile(folder, property);
        } catch (IOException | RuntimeException e) {
            System.getProperties().remove(property);
            throw e;
        }
    }

    /** Takes the folder of a copy, so that it does not change meanwhile; on a medium that cannot be written nothing is needed. */
    static Closeable forReading(Path folder) throws IOException {
        return Files.isWritable(folder) ? take(folder, Duration.ZERO) : () -> {};
    }

    private static FolderLock lockFile(Path folder, String property) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new IOException("The blob folder " + folder + " is in use by another process; stop that one first.");
        }
        return new FolderLock(property, channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException somebodyElseHere) {
            return null;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while waiting for the blob folder", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            lock.release();
            channel.close();
        } finally {
            System.getProperties().remove(property);
        }
    }
}
