package org.mailbay.store.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Blobs;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Table;

/** The blobs of one account. A sink or a stream keeps its driver from going until it is sealed or closed, within the drain's bound. */
final class SpaceBlobs implements Blobs {
    private final JmapStore store;
    private final AccountId account;
    private final TenantId tenant;
    private final Slot<BlobDriver, BlobStore> blobs;
    private final Slot<RecordDriver, OpenRecords> records;

    SpaceBlobs(JmapStore store, Shard shard, AccountId account, TenantId tenant) {
        this.store = store;
        this.account = account;
        this.tenant = tenant;
        blobs = shard.blobs();
        records = shard.records();
    }

    @Override
    public BlobSink create(long sizeHint) throws IOException {
        var key = store.registry().key(tenant);
        BlobStore opened = blobs.enter();
        try {
            return new Sink(opened.create(key, sizeHint));
        } catch (IOException | RuntimeException e) {
            blobs.exit();
            throw e;
        }
    }

    /** Keeps bytes as a blob. */
    BlobRef seal(byte[] bytes) throws IOException {
        try (BlobSink sink = create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            return sink.seal();
        }
    }

    /** Whether there is such a blob. */
    boolean exists(BlobRef ref) throws IOException {
        if (store.fresh().contains(ref)) {
            return true;
        }
        BlobStore opened = blobs.enter();
        try {
            boolean exists = opened.contains(ref);
            if (exists) {
                store.fresh().add(ref);
            }
            return exists;
        } finally {
            blobs.exit();
        }
    }

    @Override
    public synchronized void hold(BlobRef ref, Duration time) throws IOException {
        if (!exists(ref)) {
            throw new IOException("there is no blob " + ref);
        }
        long until = store.now() + time.toMillis();
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
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        return isKept(ref) ? read(ref, from, length) : Optional.empty();
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

    /** Opens a blob that this account is known to keep. */
    Optional<BlobInput> read(BlobRef ref, long from, long length) throws IOException {
        BlobStore opened = blobs.enter();
        boolean inside = false;
        try {
            Optional<BlobInput> input = opened.open(ref, from, length);
            inside = input.isPresent();
            return input.map(found -> new BlobInput(new Content(found.content()), found.length()));
        } finally {
            if (!inside) {
                blobs.exit();
            }
        }
    }

    private final class Sink implements BlobSink {
        private final BlobSink sink;
        private boolean over;

        Sink(BlobSink sink) {
            this.sink = sink;
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
            BlobRef ref = sink.seal();
            store.fresh().add(ref);
            return ref;
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
                blobs.exit();
            }
        }
    }

    private final class Content extends FilterInputStream {
        private boolean over;

        Content(InputStream content) {
            super(content);
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
