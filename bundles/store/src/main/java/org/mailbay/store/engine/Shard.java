package org.mailbay.store.engine;

import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;

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
        BlobGuard guard) {}
