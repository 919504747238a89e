package org.mailbay.store.engine;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Room;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.keys.TenantKeys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.Table;

/** A shard of its own without accounts: {@link Table#IDX} has the entries, all under one first 8 bytes. */
final class AnnexRoom implements Room {
    private static final int PREFIX = 8;
    private static final int NAMING_KEY = 32;

    private final Shard shard;
    private final TenantKeys keys;
    private final SecureRandom random = new SecureRandom();

    AnnexRoom(Shard shard, TenantKeys keys) {
        this.shard = shard;
        this.keys = keys;
    }

    private static byte[] stored(byte[] key) {
        byte[] stored = new byte[PREFIX + key.length];
        System.arraycopy(key, 0, stored, PREFIX, key.length);
        return stored;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        return shard.get(Table.IDX, stored(key));
    }

    @Override
    public List<byte @Nullable []> getMany(List<byte[]> wanted) throws IOException {
        OpenRecords opened = shard.records().enter();
        try {
            return opened.records()
                    .getMany(Table.IDX, wanted.stream().map(AnnexRoom::stored).toList());
        } finally {
            shard.records().exit();
        }
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) throws IOException {
        shard.scan(
                Table.IDX,
                stored(from),
                stored(to),
                (key, value) -> visitor.entry(Arrays.copyOfRange(key, PREFIX, key.length), value));
    }

    @Override
    public void commit(Collection<Change> changes) throws IOException {
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException(changes.size() + " changes in a commit");
        }
        Batch.Builder batch = Batch.builder();
        for (Change change : changes) {
            byte[] value = change.value();
            if (value == null) {
                batch.delete(Table.IDX, stored(change.key()));
            } else {
                batch.put(Table.IDX, stored(change.key()), value);
            }
        }
        shard.commit(batch);
    }

    @Override
    public BlobSink create(long sizeHint) throws IOException {
        BlobKey key = keys.begin(TenantId.SYSTEM);
        // A name of its own for each: removing one never removes another one of the same content.
        byte[] naming = new byte[NAMING_KEY];
        random.nextBytes(naming);
        try {
            BlobStore opened = shard.blobs().enter();
            try {
                return new Sink(opened.create(new BlobKey(naming, key.sealing()), sizeHint), key);
            } catch (IOException | RuntimeException e) {
                shard.blobs().exit();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            keys.end(key);
            throw e;
        }
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        return SpaceBlobs.open(shard.blobs(), ref, from, length);
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        BlobStore opened = shard.blobs().enter();
        try {
            opened.remove(refs);
        } finally {
            shard.blobs().exit();
        }
    }

    @Override
    public void blobs(Predicate<BlobRef> visitor) throws IOException {
        BlobStore opened = shard.blobs().enter();
        try {
            opened.list(visitor);
        } finally {
            shard.blobs().exit();
        }
    }

    private final class Sink implements BlobSink {
        private final BlobSink sink;
        private final BlobKey key;
        private boolean over;

        Sink(BlobSink sink, BlobKey key) {
            this.sink = sink;
            this.key = key;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sink.write(bytes, offset, length);
        }

        @Override
        public long size() {
            return sink.size();
        }

        @Override
        public BlobRef seal() throws IOException {
            return sink.seal();
        }

        @Override
        public void close() {
            if (over) {
                return;
            }
            over = true;
            try {
                sink.close();
            } finally {
                keys.end(key);
                shard.blobs().exit();
            }
        }
    }
}
