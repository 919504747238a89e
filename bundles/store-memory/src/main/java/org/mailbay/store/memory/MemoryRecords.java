package org.mailbay.store.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordAdmin;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** An open shard: the rules of {@link Records} over a {@link MemoryShard}. */
final class MemoryRecords implements Records, RecordAdmin {
    private final MemoryShard shard;

    /** Written under the write lock. */
    private volatile boolean closed;

    MemoryRecords(MemoryShard shard) {
        this.shard = shard;
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
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            byte[] value = shard.table(table).get(key);
            values.add(value == null ? null : value.clone());
        }
        return values;
    }

    @Override
    public void scan(Table table, byte[] from, byte[] to, Visitor visitor) throws IOException {
        check();
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return;
        }
        List<Map.Entry<byte[], byte[]>> entries;
        Lock reading = shard.lock().readLock();
        reading.lock();
        try {
            entries = new ArrayList<>(shard.table(table).subMap(from, to).entrySet());
        } finally {
            reading.unlock();
        }
        for (Map.Entry<byte[], byte[]> entry : entries) {
            check();
            if (!visitor.entry(entry.getKey().clone(), entry.getValue().clone())) {
                return;
            }
        }
    }

    @Override
    public void commit(Batch batch) throws PreconditionFailed, IOException {
        Lock writing = shard.lock().writeLock();
        writing.lock();
        try {
            check();
            shard.commit(batch);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Lease lease(String owner) throws IOException {
        int length = owner.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > 200) {
            throw new IllegalArgumentException("owner of " + length + " bytes");
        }
        Lock writing = shard.lock().writeLock();
        writing.lock();
        try {
            check();
            return shard.lease(owner);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public RecordAdmin admin() {
        return this;
    }

    @Override
    public void close() {
        Lock writing = shard.lock().writeLock();
        writing.lock();
        closed = true;
        writing.unlock();
    }

    @Override
    public void backup(Path folder) throws IOException {
        throw new IOException("a store in memory has no backup");
    }

    @Override
    public List<String> verify() throws IOException {
        check();
        return List.of();
    }

    @Override
    public void compact() throws IOException {
        check();
    }

    @Override
    public long size() throws IOException {
        check();
        Lock reading = shard.lock().readLock();
        reading.lock();
        try {
            return shard.bytes();
        } finally {
            reading.unlock();
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the shard is closed");
        }
    }
}
