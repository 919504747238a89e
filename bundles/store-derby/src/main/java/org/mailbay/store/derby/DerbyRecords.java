package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordAdmin;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** A user's view of a shard. */
final class DerbyRecords implements Records {
    private static final int WORTH_A_RUN = 8;
    private static final int FIRST_ROWS = 64;
    private static final int MOST_ROWS = 4_096;
    private static final int MOST_BYTES = 2 << 20;

    private final Slot slot;
    private final Set<Thread> visiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    DerbyRecords(Slot slot) {
        this.slot = slot;
    }

    /** What is done to the open database. */
    @FunctionalInterface
    interface Use<T> {
        T run(Shard shard) throws PreconditionFailed, IOException;
    }

    /** Uses the shard, whose database stays open meanwhile. */
    <T> T with(Use<T> use) throws PreconditionFailed, IOException {
        check();
        Shard shard = slot.pin();
        try {
            shard.check();
            return use.run(shard);
        } finally {
            slot.unpin(shard);
        }
    }

    /** As {@link #with}, of what has no conditions. */
    <T> T without(Use<T> use) throws IOException {
        try {
            return with(use);
        } catch (PreconditionFailed impossible) {
            throw new IllegalStateException(impossible);
        }
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
        if (keys.isEmpty()) {
            return List.of();
        }
        if (keys.size() >= WORTH_A_RUN && isAscending(keys)) {
            return without(shard -> shard.readers().call(session -> session.getAscending(table, keys)));
        }
        return without(shard -> shard.readers().call(session -> {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            for (byte[] key : keys) {
                values.add(session.get(table, key));
            }
            return values;
        }));
    }

    private static boolean isAscending(List<byte[]> keys) {
        for (int i = 1; i < keys.size(); i++) {
            if (Arrays.compareUnsigned(keys.get(i - 1), keys.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void scan(Table table, byte[] from, byte[] to, Visitor visitor) throws IOException {
        check();
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return;
        }
        without(shard -> scan(shard, table, from, to, visitor));
    }

    private Table scan(Shard shard, Table table, byte[] from, byte[] to, Visitor visitor) throws IOException {
        int[] stripes = Stripes.of(from, to);
        shard.turns().read(stripes, visiting.contains(Thread.currentThread()));
        boolean reading = true;
        try {
            byte[] at = from;
            for (int rows = FIRST_ROWS; ; rows = Math.min(rows * 4, MOST_ROWS)) {
                byte[] start = at;
                int most = rows;
                Session.Chunk chunk = shard.readers().call(session -> session.scan(table, start, to, most, MOST_BYTES));
                if (chunk.last()) {
                    reading = false;
                    shard.turns().unread(stripes);
                }
                if (!show(chunk, visitor) || chunk.last()) {
                    return table;
                }
                byte[] last = chunk.keys().getLast();
                at = Arrays.copyOf(last, last.length + 1);
            }
        } finally {
            if (reading) {
                shard.turns().unread(stripes);
            }
        }
    }

    private boolean show(Session.Chunk chunk, Visitor visitor) throws IOException {
        boolean outermost = visiting.add(Thread.currentThread());
        try {
            for (int i = 0; i < chunk.keys().size(); i++) {
                check();
                if (!visitor.entry(chunk.keys().get(i).clone(), chunk.values().get(i))) {
                    return false;
                }
            }
            return true;
        } finally {
            if (outermost) {
                visiting.remove(Thread.currentThread());
            }
        }
    }

    @Override
    public void commit(Batch batch) throws PreconditionFailed, IOException {
        check();
        if (visiting.contains(Thread.currentThread())) {
            throw new IllegalStateException("a scan's visitor must not commit: the commit would wait for the scan");
        }
        if (batch.changes().isEmpty() && batch.conditions().isEmpty()) {
            return;
        }
        writable();
        with(shard -> {
            Pending pending = Pending.of(batch);
            shard.turns().add(pending);
            return pending.await();
        });
    }

    /** Fails when this is a copy. */
    void writable() throws IOException {
        if (slot.isReadOnly()) {
            throw new IOException("a copy is for reading only");
        }
    }

    @Override
    public Lease lease(String owner) throws IOException {
        int length = owner.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > 200) {
            throw new IllegalArgumentException("owner of " + length + " bytes");
        }
        check();
        writable();
        return without(shard -> {
            Pending pending = Pending.lease(owner);
            shard.turns().add(pending);
            return new Lease(owner, pending.await());
        });
    }

    @Override
    public RecordAdmin admin() {
        return new DerbyAdmin(slot, this);
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        slot.leave();
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the shard is closed");
        }
    }
}
