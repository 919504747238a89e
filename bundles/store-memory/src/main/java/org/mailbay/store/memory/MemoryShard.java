package org.mailbay.store.memory;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records.Lease;
import org.mailbay.store.spi.Table;

/** The five tables of a shard; outlives the {@link MemoryRecords} through which it is used. */
final class MemoryShard {
    /** Written to under the write lock only. */
    private final Map<Table, ConcurrentSkipListMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);

    private final Map<String, Long> leases = new HashMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final long maxBytes;
    private long bytes;

    MemoryShard(long maxBytes) {
        this.maxBytes = maxBytes;
        for (Table table : Table.values()) {
            tables.put(table, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
    }

    ConcurrentSkipListMap<byte[], byte[]> table(Table table) {
        return tables.get(table);
    }

    ReadWriteLock lock() {
        return lock;
    }

    long bytes() {
        return bytes;
    }

    /** Under the write lock. */
    Lease lease(String owner) {
        return new Lease(owner, leases.merge(owner, 1L, Long::sum));
    }

    /** Under the write lock. */
    void commit(Batch batch) throws PreconditionFailed, IOException {
        for (Batch.Condition condition : batch.conditions()) {
            if (!holds(condition)) {
                throw new PreconditionFailed(condition);
            }
        }
        long wanted = bytes;
        for (Batch.Change change : batch.changes()) {
            wanted += change instanceof Batch.Put put ? put.key().length + put.value().length : 0;
        }
        if (wanted > maxBytes) {
            throw new IOException("the memory store is full: more than " + maxBytes + " bytes");
        }
        for (Batch.Change change : batch.changes()) {
            byte[] old = switch (change) {
                case Batch.Put(Table table, byte[] key, byte[] value) -> {
                    bytes += key.length + value.length;
                    yield table(table).put(key.clone(), value.clone());
                }
                case Batch.Delete(Table table, byte[] key) -> table(table).remove(key);
            };
            bytes -= old == null ? 0 : change.key().length + old.length;
        }
    }

    private boolean holds(Batch.Condition condition) {
        return switch (condition) {
            case Batch.Expect(Table table, byte[] key, byte[] value) ->
                Arrays.equals(table(table).get(key), value);
            case Batch.ExpectAbsent(Table table, byte[] key) -> !table(table).containsKey(key);
            case Batch.ExpectNone(Table table, byte[] from, byte[] to) -> isEmpty(table, from, to);
            case Batch.Fence(Lease lease) -> same(leases.get(lease.owner()), lease.token());
        };
    }

    private boolean isEmpty(Table table, byte[] from, byte[] to) {
        byte[] first = table(table).ceilingKey(from);
        return first == null || Arrays.compareUnsigned(first, to) >= 0;
    }

    private static boolean same(@Nullable Long newest, long token) {
        return newest != null && newest == token;
    }
}
