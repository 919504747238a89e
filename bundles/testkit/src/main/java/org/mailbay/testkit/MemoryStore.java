package org.mailbay.testkit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Annex;
import org.mailbay.store.Store;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.outbox.Outbox;
import org.mailbay.store.engine.search.Feed;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.memory.MemorySearchDriver;
import org.mailbay.store.spi.AccountLimits;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.store.spi.Schema;

/** The real store over drivers in memory. */
public final class MemoryStore implements AutoCloseable {
    private static final long MOST = 1L << 30;

    private final JmapStore store;

    private @Nullable Feed feed;

    private @Nullable Outbox outbox;

    public MemoryStore() {
        this(0);
    }

    /**
     * A store with limited accounts.
     *
     * @param quotaMegabytes that an account may hold; 0 is no limit
     */
    public MemoryStore(int quotaMegabytes) {
        this(Map.of("quotaMegabytes", quotaMegabytes));
    }

    /** A store with these settings of {@code [store]}, and else those of a server that says nothing. */
    public MemoryStore(Map<String, Object> settings) {
        store = new JmapStore(Configurations.of(JmapStore.Config.class, settings));
        store.bindRecords(new MemoryRecordDriver(MOST));
        store.bindBlobs(new MemoryBlobDriver(MOST));
    }

    /** The store. */
    public Store store() {
        return store;
    }

    /** Its rooms. */
    public Annex annex() {
        return store;
    }

    /** Lets its objects be searched, those of the types of {@code schemas}. */
    public void search(Schema... schemas) {
        store.bindSearch(new MemorySearchDriver(MOST));
        Feed newFeed = new Feed(store, Configurations.of(Feed.Config.class, Map.of()));
        for (Schema schema : schemas) {
            newFeed.bindSchema(schema);
        }
        feed = newFeed;
    }

    /** Adds a listener, as the container would. */
    public void listen(CommitListener listener) {
        store.bindListener(listener);
    }

    /** Lets somebody say how much accounts may hold, as the container would. */
    public void limits(AccountLimits limits) {
        store.bindLimits(limits);
    }

    /** Lets a worker have what commits ask of its topic, as the container would. */
    public void work(OutboxWorker worker) {
        Outbox newOutbox = new Outbox(store, Configurations.of(Outbox.Config.class, Map.of()));
        newOutbox.bindWorker(worker);
        outbox = newOutbox;
    }

    @Override
    public void close() {
        if (outbox != null) {
            outbox.stop();
        }
        if (feed != null) {
            feed.stop();
        }
        store.stop();
    }
}
