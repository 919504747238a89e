package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Store;
import org.mailbay.store.engine.recovery.FullRestore;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.engine.upkeep.Settings;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.tck.store.StoreTestee;

/** A store over drivers that outlive it, in memory unless given, with a clock that is set by hand. */
public final class Rig implements StoreTestee {
    /** Those of a server, with less patience. */
    public static final Limits LIMITS =
            new Limits(64 << 20, 50_000, Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofSeconds(10), 0);

    public final Faults records;
    public final BlobDriver blobs;
    public final AtomicLong millis = new AtomicLong(1_800_000_000_000L);
    public Limits limits;
    /** Where images are kept from now on; null keeps none. */
    @Nullable
    Path snapshots;

    public JmapStore store;

    /** Whether stores made from now on are encrypted, and with what; null waits for a master key. */
    public boolean encryption;

    @Nullable
    public MasterKey master;

    public Rig() {
        this(LIMITS);
    }

    public Rig(Limits limits) {
        this(limits, new MemoryRecordDriver(1L << 30), new MemoryBlobDriver(1L << 30));
    }

    public Rig(RecordDriver records, BlobDriver blobs) {
        this(LIMITS, records, blobs);
    }

    public Rig(Limits limits, RecordDriver records, BlobDriver blobs) {
        this.records = new Faults(records);
        this.blobs = blobs;
        this.limits = limits;
        store = fresh();
    }

    /** Another store upon the same drivers. */
    JmapStore another() {
        return fresh();
    }

    /** What stores made from now on restore first; null nothing. */
    public @Nullable Path restoring;

    private JmapStore fresh() {
        InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
        JmapStore fresh =
                new JmapStore(limits, clock, snapshots == null ? null : new SnapshotFiles(snapshots), encryption);
        if (restoring != null) {
            fresh.shards().restoreFirst(new FullRestore(restoring));
        }
        if (master != null) {
            fresh.bindMasterKey(master);
        }
        fresh.bindRecords(records);
        fresh.bindBlobs(blobs);
        return fresh;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public void restart() {
        store.stop();
        store = fresh();
    }

    @Override
    public void fail(int before, int after) {
        records.before = before;
        records.after = after;
    }

    @Override
    public void tidy() throws IOException {
        millis.addAndGet(Duration.ofDays(2).toMillis());
        Settings.collect(this);
    }

    @Override
    public void close() {
        store.stop();
    }
}
