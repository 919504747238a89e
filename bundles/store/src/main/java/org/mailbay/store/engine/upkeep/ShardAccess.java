package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import org.mailbay.store.spi.BlobStore;

/** A shard, for upkeep: its drivers stay while they are used. */
public interface ShardAccess {
    /** The shard's. */
    String name();

    /** Uses the records. */
    <T> T records(Use<Ledger, T> use) throws IOException;

    /** Uses the blobs. */
    <T> T blobs(Use<BlobStore, T> use) throws IOException;

    /** Who keeps a blob of this shard from being removed. */
    BlobGuard guard();

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
}
