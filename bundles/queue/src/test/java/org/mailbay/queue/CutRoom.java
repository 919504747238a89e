package org.mailbay.queue;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.mailbay.store.Annex;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Room;

/** A room in which nothing happens any more after some commits: what a process that was killed then leaves behind. */
final class CutRoom implements Room, Annex {
    private final Room room;
    private final AtomicInteger left;
    private volatile Predicate<Collection<Change>> isLost = changes -> false;

    CutRoom(Room room, int commits) {
        this.room = room;
        left = new AtomicInteger(commits);
    }

    @Override
    public Room room(String name) {
        return this;
    }

    int left() {
        return left.get();
    }

    /** Nothing more is committed. */
    void cut() {
        left.set(0);
    }

    /** The next commit that is like this happens, and fails all the same. */
    void loseReply(Predicate<Collection<Change>> which) {
        isLost = which;
    }

    /** Commits are made again. */
    void mend() {
        left.set(Integer.MAX_VALUE);
    }

    @Override
    public byte[] get(byte[] key) throws IOException {
        return room.get(key);
    }

    @Override
    public List<byte[]> getMany(List<byte[]> keys) throws IOException {
        return room.getMany(keys);
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) throws IOException {
        room.scan(from, to, visitor);
    }

    @Override
    public void commit(Collection<Change> changes) throws IOException {
        synchronized (left) {
            if (left.get() <= 0) {
                throw new IOException("cut off");
            }
            left.decrementAndGet();
            room.commit(changes);
            if (isLost.test(changes)) {
                isLost = others -> false;
                throw new IOException("nobody knows whether it happened");
            }
        }
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
        if (left.get() <= 0) {
            throw new IOException("cut off");
        }
        room.remove(refs);
    }

    @Override
    public void blobs(Predicate<BlobRef> visitor) throws IOException {
        room.blobs(visitor);
    }
}
