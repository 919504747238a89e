package org.mailbay.search.lucene.seal;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.Lock;
import org.apache.lucene.util.IOUtils;

/**
 * Seals every file of another directory.
 *
 * <p>No {@code FilterDirectory}: whatever a later Lucene lets a directory do is refused or done by means of these methods, never handed
 * to the disk unsealed.
 */
public final class SealedDirectory extends Directory {
    private final Directory disk;
    private final Sealing sealing;
    private final Blocks cache;

    /**
     * Over a directory whose inputs read what they are asked for, and no mapped one: blocks are read once.
     *
     * @param disk closed with this
     * @param key the index's
     * @param cache of opened blocks
     */
    public SealedDirectory(Directory disk, IndexKey key, Blocks cache) {
        this.disk = disk;
        this.sealing = new Sealing(key.bytes());
        this.cache = cache;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return sealed(disk.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return sealed(disk.createTempOutput(prefix, suffix, context));
    }

    private IndexOutput sealed(IndexOutput out) throws IOException {
        try {
            return new SealedOutput(out, sealing);
        } catch (IOException | RuntimeException | Error failed) {
            IOUtils.closeWhileHandlingException(out);
            throw failed;
        }
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        IndexInput in = disk.openInput(name, context);
        try {
            return new SealedInput("sealed " + name, new SealedFile(name, in, sealing, cache), context);
        } catch (IOException | RuntimeException | Error failed) {
            IOUtils.closeWhileHandlingException(in);
            throw failed;
        }
    }

    /** In bytes, as they were written; about that while they are being written. */
    @Override
    public long fileLength(String name) throws IOException {
        return Sealing.length(disk.fileLength(name));
    }

    @Override
    public String[] listAll() throws IOException {
        return disk.listAll();
    }

    @Override
    public void deleteFile(String name) throws IOException {
        disk.deleteFile(name);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
        disk.sync(names);
    }

    @Override
    public void syncMetaData() throws IOException {
        disk.syncMetaData();
    }

    @Override
    public void rename(String source, String target) throws IOException {
        disk.rename(source, target);
    }

    @Override
    public Lock obtainLock(String name) throws IOException {
        return disk.obtainLock(name);
    }

    @Override
    public Set<String> getPendingDeletions() throws IOException {
        return disk.getPendingDeletions();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }

    @Override
    public String toString() {
        return "sealed " + disk;
    }
}
