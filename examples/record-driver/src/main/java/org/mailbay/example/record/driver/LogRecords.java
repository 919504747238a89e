package org.mailbay.example.record.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordAdmin;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** A view of a shard: what the SPI promises, over {@link LogShard}. */
final class LogRecords implements Records, RecordAdmin {
    /** What to do when the view is closed. */
    @FunctionalInterface
    interface Leave {
        void run() throws IOException;
    }

    private final LogShard shard;
    private final Leave leave;
    private final AtomicBoolean closed = new AtomicBoolean();

    LogRecords(LogShard shard, Leave leave) {
        this.shard = shard;
        this.leave = leave;
    }

    @Override
    public byte @Nullable [] get(Table table, byte[] key) throws IOException {
        return getMany(table, List.of(key)).getFirst();
    }

    @Override
    public List<byte @Nullable []> getMany(Table table, List<byte[]> keys) throws IOException {
        if (keys.size() > 1_000) {
            throw new IllegalArgumentException(keys.size() + " keys");
        }
        check();
        return shard.read(() -> {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            keys.forEach(key -> values.add(shard.get(table, key)));
            return values;
        });
    }

    /** The visitor is called without the lock, or a slow one would stop every commit. */
    @Override
    public void scan(Table table, byte[] from, byte[] to, Visitor visitor) throws IOException {
        check();
        for (Map.Entry<byte[], byte[]> entry : shard.read(() -> shard.range(table, from, to))) {
            check();
            if (!visitor.entry(entry.getKey().clone(), entry.getValue().clone())) {
                return;
            }
        }
    }

    @Override
    public void commit(Batch batch) throws PreconditionFailed, IOException {
        check();
        shard.commit(batch);
    }

    @Override
    public Lease lease(String owner) throws IOException {
        int length = owner.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > 200) {
            throw new IllegalArgumentException("owner of " + length + " bytes");
        }
        check();
        return shard.lease(owner);
    }

    @Override
    public RecordAdmin admin() {
        return this;
    }

    @Override
    public void backup(Path folder) throws IOException {
        check();
        if (Files.exists(folder)) {
            throw new IOException(folder + " exists already");
        }
        shard.backup(folder);
    }

    /** Everything was read, and its checksums compared, when the shard was opened; the maps are all there is since. */
    @Override
    public List<String> verify() throws IOException {
        check();
        return List.of();
    }

    @Override
    public void compact() throws IOException {
        check();
        shard.rewrite();
    }

    @Override
    public long size() throws IOException {
        check();
        return shard.read(shard::size);
    }

    private void check() throws IOException {
        if (closed.get()) {
            throw new IOException("the shard is closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            leave.run();
        }
    }
}
