package org.mailbay.search.lucene;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Only one driver has a shard's folder, in this process and among processes.
 *
 * <p>Inside the process a system property is the lock, since every revision of this bundle sees it; Lucene's own lock is known to one
 * class loader only. On the driver's own threads only.
 */
final class FolderLock implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final String property;
    private final FileChannel channel;

    private FolderLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @param wait for another revision in this process to give it back; another process is not waited for
     */
    static FolderLock take(Path folder, Duration wait) throws IOException {
        Files.createDirectories(folder);
        String property = "org.mailbay.search.lucene.lock:" + folder.toRealPath();
        long begin = System.nanoTime();
        while (System.getProperties().putIfAbsent(property, "taken") != null) {
            if (System.nanoTime() - begin > wait.toNanos()) {
                throw new IOException("The search folder " + folder + " is in use by another driver of this server.");
            }
            pause();
        }
        try {
            return new FolderLock(property, locked(folder));
        } catch (IOException | RuntimeException e) {
            System.getProperties().remove(property);
            throw e;
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException anotherLoader) {
            channel.close();
            throw new IOException("The search folder " + folder + " is locked inside this process.", anotherLoader);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("The search folder " + folder + " is in use by another process; stop that one first.");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while waiting for the search folder", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            System.getProperties().remove(property);
        }
    }
}
