package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.keys.TenantKeys;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;

/**
 * A shard in a copy, opened for reading.
 *
 * @param records as they were
 * @param blobs of that time, and later
 */
record Copy(Records records, BlobStore blobs) implements AutoCloseable {
    /** Opens a shard of the copy in {@code folder}. */
    static Copy open(Path folder, Shard shard, TenantKeys keys) throws IOException {
        RecordDriver recordDriver = there(shard.records().driver());
        BlobDriver blobDriver = there(shard.blobs().driver());
        Records records = recordDriver.openCopy(records(folder, shard), keys.required());
        try {
            return new Copy(records, blobDriver.openCopy(blobs(folder, shard), keys));
        } catch (IOException | RuntimeException e) {
            records.close();
            throw e;
        }
    }

    private static <D> D there(@Nullable D driver) throws IOException {
        if (driver == null) {
            throw new IOException("a storage driver is away");
        }
        return driver;
    }

    static Path records(Path folder, Shard shard) {
        return folder.resolve("records").resolve(shard.id().name());
    }

    static Path blobs(Path folder, Shard shard) {
        return folder.resolveSibling("blobs").resolve(shard.id().name());
    }

    @Override
    public void close() throws IOException {
        try {
            blobs.close();
        } finally {
            records.close();
        }
    }
}
