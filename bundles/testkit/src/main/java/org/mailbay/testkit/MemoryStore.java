package org.mailbay.testkit;

import java.util.Map;
import org.mailbay.store.Store;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.spi.CommitListener;

/** The real store over drivers in memory. */
public final class MemoryStore implements AutoCloseable {
    private static final long MOST = 1L << 30;

    private final JmapStore store = new JmapStore(Configurations.of(JmapStore.Config.class, Map.of()));

    public MemoryStore() {
        store.bindRecords(new MemoryRecordDriver(MOST));
        store.bindBlobs(new MemoryBlobDriver(MOST));
    }

    /** The store. */
    public Store store() {
        return store;
    }

    /** Adds a listener, as the container would. */
    public void listen(CommitListener listener) {
        store.bindListener(listener);
    }

    @Override
    public void close() {
        store.stop();
    }
}
