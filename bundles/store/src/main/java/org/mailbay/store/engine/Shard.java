package org.mailbay.store.engine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

/**
 * A shard and what its drivers have opened for it.
 *
 * @param guard who keeps blobs that somebody relies on from being removed
 */
public record Shard(
        ShardId id,
        Slot<RecordDriver, OpenRecords> records,
        Slot<BlobDriver, BlobStore> blobs,
        Slot<SearchDriver, SearchIndex> search,
        BlobGuard guard) {

    /** One row; null when there is none. */
    public byte @Nullable [] get(Table table, byte[] key) throws IOException {
        OpenRecords opened = records.enter();
        try {
            return opened.records().get(table, key);
        } finally {
            records.exit();
        }
    }

    /** Shows rows. The visitor is quick: a driver that is to go waits for it. */
    public void scan(Table table, byte[] from, byte[] to, Records.Visitor visitor) throws IOException {
        OpenRecords opened = records.enter();
        try {
            opened.records().scan(table, from, to, visitor);
        } finally {
            records.exit();
        }
    }

    /** As {@link #scan(Table, byte[], byte[], Records.Visitor)}, all rows whose keys begin so. */
    public void scan(Table table, byte[] prefix, Records.Visitor visitor) throws IOException {
        scan(table, prefix, Keys.afterPrefix(prefix), visitor);
    }

    /** Commits under the lease. A condition that does not hold is an error here: nobody else writes what the caller read. */
    public void commit(Batch.Builder batch) throws IOException {
        OpenRecords opened = records.enter();
        try {
            opened.commit(batch);
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        } finally {
            records.exit();
        }
    }
}
