package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordAdmin;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

/** A driver around a driver: commits fail by chance, before or after they happened; and it is counted. */
public final class Faults implements RecordDriver {
    private final RecordDriver driver;
    private final Random random = new Random(1);
    public volatile int before;
    public volatile int after;
    public volatile long commitMillis;
    public final AtomicInteger commits = new AtomicInteger();
    public final AtomicInteger rows = new AtomicInteger();
    /** How often shards were opened. */
    public final AtomicInteger opens = new AtomicInteger();

    final AtomicInteger open = new AtomicInteger();
    /** The name of a shard that cannot be opened. */
    public volatile @Nullable String broken;

    private final Set<ShardId> opened = ConcurrentHashMap.newKeySet();

    Faults(RecordDriver driver) {
        this.driver = driver;
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public Records open(ShardId shard, @Nullable MasterKey key) throws IOException {
        if (shard.name().equals(broken)) {
            throw new IOException("broken");
        }
        if (!opened.add(shard)) {
            throw new IOException("the shard is open already");
        }
        open.incrementAndGet();
        opens.incrementAndGet();
        return new Faulty(shard, driver.open(shard, key));
    }

    @Override
    public Records openCopy(Path folder, @Nullable MasterKey key) throws IOException {
        return driver.openCopy(folder, key);
    }

    @Override
    public void restore(Path folder, ShardId shard) throws IOException {
        driver.restore(folder, shard);
    }

    private boolean chance(int percent) {
        synchronized (random) {
            return random.nextInt(100) < percent;
        }
    }

    private final class Faulty implements Records {
        private final ShardId shard;
        private final Records records;

        Faulty(ShardId shard, Records records) {
            this.shard = shard;
            this.records = records;
        }

        @Override
        public byte[] get(Table table, byte[] key) throws IOException {
            return records.get(table, key);
        }

        @Override
        public List<byte[]> getMany(Table table, List<byte[]> keys) throws IOException {
            return records.getMany(table, keys);
        }

        @Override
        public void scan(Table table, byte[] from, byte[] to, Visitor visitor) throws IOException {
            records.scan(table, from, to, visitor);
        }

        @Override
        public void commit(Batch batch) throws PreconditionFailed, IOException {
            if (chance(before)) {
                throw new IOException("fault before");
            }
            if (commitMillis > 0) {
                try {
                    Thread.sleep(commitMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            records.commit(batch);
            commits.incrementAndGet();
            rows.addAndGet(batch.changes().size());
            if (chance(after)) {
                throw new IOException("fault after");
            }
        }

        @Override
        public Lease lease(String owner) throws IOException {
            return records.lease(owner);
        }

        @Override
        public RecordAdmin admin() {
            return records.admin();
        }

        @Override
        public void close() throws IOException {
            records.close();
            opened.remove(shard);
            open.decrementAndGet();
        }
    }
}
