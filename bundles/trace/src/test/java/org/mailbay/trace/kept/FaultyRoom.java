package org.mailbay.trace.kept;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Room;

/** A room whose commits fail or wait. */
final class FaultyRoom implements Room {
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger commits = new AtomicInteger();
    volatile @Nullable CountDownLatch gate;
    private final Room room;

    FaultyRoom(Room room) {
        this.room = room;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        return room.get(key);
    }

    @Override
    public List<byte @Nullable []> getMany(List<byte[]> keys) throws IOException {
        return room.getMany(keys);
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) throws IOException {
        room.scan(from, to, visitor);
    }

    @Override
    public void commit(Collection<Change> changes) throws IOException {
        CountDownLatch closed = gate;
        if (closed != null) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("as the test wants it");
        }
        commits.incrementAndGet();
        room.commit(changes);
    }

    @Override
    public BlobSink create(long sizeHint) throws IOException {
        return room.create(sizeHint);
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        return room.open(ref, from, length);
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        room.remove(refs);
    }

    @Override
    public void blobs(Predicate<BlobRef> visitor) throws IOException {
        room.blobs(visitor);
    }
}
