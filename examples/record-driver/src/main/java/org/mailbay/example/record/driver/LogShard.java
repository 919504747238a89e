package org.mailbay.example.record.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Batch.Change;
import org.mailbay.store.spi.Batch.Delete;
import org.mailbay.store.spi.Batch.Put;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records.Lease;
import org.mailbay.store.spi.Table;

/**
 * A shard: a sorted map per table, and the log from which the maps are made again at the next start.
 *
 * <p>Writers one by one: check the conditions, append to the log, then change the maps. So readers see nothing that is not durable.
 */
final class LogShard implements AutoCloseable {
    private static final int PER_ENTRY = 1_000;

    /** Reads under a lock. */
    @FunctionalInterface
    interface Read<T> {
        T run() throws IOException;
    }

    private final Map<Table, TreeMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);
    private final Map<String, Long> leases = new HashMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Path folder;
    private @Nullable Log log;
    private boolean closed;
    private @Nullable IOException failure;

    private LogShard(Path folder) {
        this.folder = folder;
        for (Table table : Table.values()) {
            tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    /** Opens a shard, or makes it. */
    static LogShard open(Path folder) throws IOException {
        LogShard shard = new LogShard(folder);
        shard.log = Log.open(folder, shard::apply);
        return shard;
    }

    /** Opens a copy, which is never written to. */
    static LogShard read(Path copy) throws IOException {
        if (!Files.exists(copy.resolve(Log.NAME))) {
            throw new IOException(copy + " is not a copy");
        }
        LogShard shard = new LogShard(copy);
        Log.read(copy.resolve(Log.NAME), shard::apply);
        return shard;
    }

    private void apply(Log.Entry entry) {
        for (Change change : entry.changes()) {
            switch (change) {
                case Put(Table table, byte[] key, byte[] value) ->
                    tables.get(table).put(key.clone(), value.clone());
                case Delete(Table table, byte[] key) -> tables.get(table).remove(key);
            }
        }
        if (!entry.owner().isEmpty()) {
            leases.put(entry.owner(), entry.token());
        }
    }

    /** Carries out a batch. */
    void commit(Batch batch) throws PreconditionFailed, IOException {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            Log to = writable();
            for (Batch.Condition condition : batch.conditions()) {
                if (!holds(condition)) {
                    throw new PreconditionFailed(condition);
                }
            }
            append(to, new Log.Entry(batch.changes(), "", 0));
        } finally {
            writing.unlock();
        }
    }

    private boolean holds(Batch.Condition condition) {
        return switch (condition) {
            case Batch.Expect(Table table, byte[] key, byte[] value) ->
                Arrays.equals(tables.get(table).get(key), value);
            case Batch.ExpectAbsent(Table table, byte[] key) ->
                !tables.get(table).containsKey(key);
            case Batch.ExpectNone(Table table, byte[] from, byte[] to) ->
                range(table, from, to).isEmpty();
            case Batch.Fence(Lease lease) ->
                lease.token() > 0 && leases.getOrDefault(lease.owner(), 0L) == lease.token();
        };
    }

    /** Takes a lease. */
    Lease lease(String owner) throws IOException {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            long token = leases.getOrDefault(owner, 0L) + 1;
            append(writable(), new Log.Entry(List.of(), owner, token));
            return new Lease(owner, token);
        } finally {
            writing.unlock();
        }
    }

    private void append(Log to, Log.Entry entry) throws IOException {
        try {
            to.append(entry);
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
        apply(entry);
    }

    private Log writable() throws IOException {
        check();
        Log to = log;
        if (to == null) {
            throw new IOException("a copy is for reading only");
        }
        if (failure != null) {
            throw new IOException("the log has failed: close the shard and open it again", failure);
        }
        return to;
    }

    /** Reads while nobody writes. */
    <T> T read(Read<T> read) throws IOException {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            check();
            return read.run();
        } finally {
            reading.unlock();
        }
    }

    /** A value; within {@link #read}. */
    byte @Nullable [] get(Table table, byte[] key) {
        byte[] value = tables.get(table).get(key);
        return value == null ? null : value.clone();
    }

    /** The entries of a range, as they are now and stay, while a tree's own change; within {@link #read} or a commit. */
    List<Map.Entry<byte[], byte[]>> range(Table table, byte[] from, byte[] to) {
        List<Map.Entry<byte[], byte[]>> range = new ArrayList<>();
        if (Arrays.compareUnsigned(from, to) < 0) {
            tables.get(table).subMap(from, to).forEach((key, value) -> range.add(Map.entry(key, value)));
        }
        return range;
    }

    /** Bytes of the log. */
    long size() throws IOException {
        Log of = log;
        return of == null ? Files.size(folder.resolve(Log.NAME)) : of.size();
    }

    /** Writes what is there into another folder. */
    void backup(Path to) throws IOException {
        List<Log.Entry> entries = read(this::entries);
        Log.write(to, entries);
    }

    /** Writes the log anew, without what was replaced. */
    void rewrite() throws IOException {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            Log old = writable();
            Log.write(folder, entries());
            log = Log.open(folder, _ -> {});
            old.close();
        } finally {
            writing.unlock();
        }
    }

    private List<Log.Entry> entries() {
        List<Log.Entry> entries = new ArrayList<>();
        leases.forEach((owner, token) -> entries.add(new Log.Entry(List.of(), owner, token)));
        for (Table table : Table.values()) {
            List<Change> changes = new ArrayList<>();
            tables.get(table).forEach((key, value) -> {
                changes.add(new Put(table, key, value));
                if (changes.size() == PER_ENTRY) {
                    entries.add(new Log.Entry(List.copyOf(changes), "", 0));
                    changes.clear();
                }
            });
            entries.add(new Log.Entry(List.copyOf(changes), "", 0));
        }
        return entries;
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the shard is closed");
        }
    }

    @Override
    public void close() throws IOException {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            Log open = log;
            if (!closed && open != null) {
                open.close();
            }
            closed = true;
        } finally {
            writing.unlock();
        }
    }
}
