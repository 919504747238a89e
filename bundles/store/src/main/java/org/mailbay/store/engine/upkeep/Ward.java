package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import org.mailbay.store.engine.BlobGuard;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.spi.BlobStore;

/** A shard in upkeep's care: its drivers stay while they are used. */
record Ward(Shard shard) {
    /**
     * What is done with it.
     *
     * @param <O> what is open
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Use<O, T> {
        /** Does it; short, for a driver that is to go waits for it. */
        T use(O open) throws IOException;
    }

    String name() {
        return shard.id().name();
    }

    BlobGuard guard() {
        return shard.guard();
    }

    <T> T records(Use<OpenRecords, T> use) throws IOException {
        OpenRecords open = shard.records().enter();
        try {
            return use.use(open);
        } finally {
            shard.records().exit();
        }
    }

    <T> T blobs(Use<BlobStore, T> use) throws IOException {
        BlobStore open = shard.blobs().enter();
        try {
            return use.use(open);
        } finally {
            shard.blobs().exit();
        }
    }
}
