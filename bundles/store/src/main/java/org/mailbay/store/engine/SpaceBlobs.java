package org.mailbay.store.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Blobs;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.keys.TenantKeys;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Table;

/** The blobs of one account. A sink or a stream keeps its driver from going until it is sealed or closed, within the drain's bound. */
public final class SpaceBlobs implements Blobs {
    private final JmapStore store;
    private final AccountId account;
    private final TenantId tenant;
    private final Slot<BlobDriver, BlobStore> blobs;
    private final Slot<RecordDriver, OpenRecords> records;
    private final BlobGuard guard;
    private final TenantKeys keys;
    /** Guarded by this. */
    private final Uploads uploads;

    SpaceBlobs(JmapStore store, Shard shard, AccountId account, TenantId tenant) {
        this.store = store;
        this.account = account;
        this.tenant = tenant;
        blobs = shard.blobs();
        records = shard.records();
        guard = shard.guard();
        keys = store.shards().keys();
        uploads = new Uploads(account, store.limits(), guard);
    }

    @Override
    public BlobSink create(long sizeHint) throws IOException {
        BlobKey key = keys.begin(tenant);
        try {
            BlobStore opened = blobs.enter();
            try {
                return new Sink(opened.create(key, sizeHint), key);
            } catch (IOException | RuntimeException e) {
                blobs.exit();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            keys.end(key);
            throw e;
        }
    }

    /** Keeps bytes as a blob. */
    public BlobRef seal(byte[] bytes) throws IOException {
        try (BlobSink sink = create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            return sink.seal();
        }
    }

    /** Whether there is such a blob. */
    boolean exists(BlobRef ref) throws IOException {
        return guard.exists(ref, this::contains);
    }

    private boolean contains(BlobRef ref) throws IOException {
        BlobStore opened = blobs.enter();
        try {
            return opened.contains(ref);
        } finally {
            blobs.exit();
        }
    }

    /** Runs a commit that writes rows about blobs: none of them is removed meanwhile, and none was. */
    void whileThere(Collection<BlobRef> refs, Call.Alone<?> commit) throws IOException {
        guard.rely(refs, this::contains);
        try {
            commit.run();
        } finally {
            guard.release(refs);
        }
    }

    @Override
    public void hold(BlobRef ref, Duration time) throws IOException {
        whileThere(List.of(ref), () -> {
            if (!exists(ref)) {
                throw new IOException("there is no blob " + ref);
            }
            holdExisting(ref, store.now() + time.toMillis());
            return true;
        });
    }

    private synchronized void holdExisting(BlobRef ref, long until) throws IOException {
        byte[] key = Keys.hold(ref, account);
        OpenRecords shard = records.enter();
        try {
            byte[] held = shard.records().get(Table.SYS, key);
            if (held == null || BlobRow.read(key, held).until() < until) {
                shard.commit(Batch.builder().put(Table.SYS, key, BlobRow.value(ref.size(), until)));
            }
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        } finally {
            records.exit();
        }
    }

    @Override
    public void upload(BlobRef ref, Duration time) throws IOException {
        if (!uploads.mayHave(ref.size())) {
            throw new OverQuotaException();
        }
        whileThere(List.of(ref), () -> {
            if (!exists(ref)) {
                throw new IOException("there is no blob " + ref);
            }
            uploadExisting(ref, store.now(), time.toMillis());
            return true;
        });
    }

    private synchronized void uploadExisting(BlobRef ref, long now, long time) throws IOException {
        OpenRecords shard = records.enter();
        try {
            uploads.add(shard, ref, now, now + time);
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        } finally {
            records.exit();
        }
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        return isKept(ref) ? read(ref, from, length) : Optional.empty();
    }

    @Override
    public Optional<BlobInput> openReferred(BlobRef ref, long from, long length) throws IOException {
        return read(ref, from, length);
    }

    private boolean isKept(BlobRef ref) throws IOException {
        long now = store.now();
        boolean[] kept = {false};
        byte[] first = Keys.references(ref, account);
        OpenRecords shard = records.enter();
        try {
            shard.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
                BlobRow row = BlobRow.read(key, value);
                kept[0] = row.ref().equals(ref) && row.entitles(now);
                return !kept[0];
            });
        } finally {
            records.exit();
        }
        return kept[0];
    }

    @Override
    public List<ObjectId> objects(BlobRef ref, int max) throws IOException {
        List<ObjectId> objects = new ArrayList<>();
        byte[] first = Keys.references(ref, account);
        OpenRecords shard = records.enter();
        try {
            shard.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
                BlobRow row = BlobRow.read(key, value);
                if (row.object() != null && row.isReference() && row.ref().equals(ref)) {
                    objects.add(row.object());
                }
                return objects.size() < max;
            });
        } finally {
            records.exit();
        }
        return objects;
    }

    /** Opens a blob that this account is known to keep. */
    Optional<BlobInput> read(BlobRef ref, long from, long length) throws IOException {
        return open(blobs, ref, from, length);
    }

    /** Opens a blob; its driver stays until the content is closed. */
    static Optional<BlobInput> open(Slot<BlobDriver, BlobStore> blobs, BlobRef ref, long from, long length)
            throws IOException {
        BlobStore opened = blobs.enter();
        boolean inside = false;
        try {
            Optional<BlobInput> input = opened.open(ref, from, length);
            inside = input.isPresent();
            return input.map(found -> new BlobInput(new Content(found.content(), blobs), found.length()));
        } finally {
            if (!inside) {
                blobs.exit();
            }
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
            return guard.seal(sink);
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
                blobs.exit();
            }
        }
    }

    private static final class Content extends FilterInputStream {
        private final Slot<BlobDriver, BlobStore> blobs;
        private boolean over;

        Content(InputStream content, Slot<BlobDriver, BlobStore> blobs) {
            super(content);
            this.blobs = blobs;
        }

        @Override
        public void close() throws IOException {
            if (over) {
                return;
            }
            over = true;
            try {
                super.close();
            } finally {
                blobs.exit();
            }
        }
    }
}
