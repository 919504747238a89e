package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;

final class ReplacementTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    /** The same data behind another service object, as after an update. */
    private record Revision(RecordDriver driver) implements RecordDriver {
        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public Records open(ShardId shard, @Nullable MasterKey key) throws IOException {
            return driver.open(shard, key);
        }
    }

    private record BlobRevision(BlobDriver driver) implements BlobDriver {
        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public BlobStore open(ShardId shard, KeyRing keys) throws IOException {
            return driver.open(shard, keys);
        }
    }

    @Test
    void driversAreReplacedUnderLoadAndNobodyNotices() throws Exception {
        try (Rig rig = new Rig()) {
            List<Account> accounts = List.of(rig.store.create(new TenantId(1)), rig.store.create(new TenantId(1)));
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            AtomicBoolean over = new AtomicBoolean();
            rig.records.commitMillis = 1;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    Account account = accounts.get(i % 2);
                    int seed = i;
                    all.add(threads.submit(() -> deliver(account, seed, acknowledged, over)));
                }
                RecordDriver records = rig.records;
                BlobDriver blobs = rig.blobs;
                for (int i = 0; i < 10; i++) {
                    Thread.sleep(20);
                    RecordDriver newRecords = new Revision(rig.records);
                    BlobDriver newBlobs = new BlobRevision(rig.blobs);
                    if (i % 2 == 0) {
                        rig.store.unbindRecords(records);
                        assertThat(rig.records.open)
                                .as("closed when unbind returns")
                                .hasValue(0);
                        rig.store.bindRecords(newRecords);
                        rig.store.bindBlobs(newBlobs);
                        rig.store.unbindBlobs(blobs);
                    } else {
                        rig.store.bindRecords(newRecords);
                        rig.store.unbindRecords(records);
                        rig.store.unbindBlobs(blobs);
                        rig.store.bindBlobs(newBlobs);
                    }
                    records = newRecords;
                    blobs = newBlobs;
                }
                over.set(true);
                for (Future<?> one : all) {
                    one.get();
                }
            }
            int stored = 0;
            for (Account account : accounts) {
                stored += account.snapshot().objects(EMAIL).all().size();
            }
            assertThat(acknowledged).hasSize(stored).hasSizeGreaterThan(50);
            assertThat(rig.store.check()).isEmpty();
            rig.restart();
            assertThat(rig.store.check()).isEmpty();
        }
    }

    private static Object deliver(Account account, int seed, Set<String> acknowledged, AtomicBoolean over)
            throws IOException {
        for (int i = 0; !over.get(); i++) {
            BlobRef ref;
            try (BlobSink sink = account.blobs().create(-1)) {
                byte[] content = (seed + " " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                sink.write(content, 0, content.length);
                ref = sink.seal();
            }
            ObjectId id = account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[5], List.of(ref)));
            acknowledged.add(account.id() + " " + id);
            assertThat(account.bytes(id)).hasSize(5);
        }
        return acknowledged;
    }

    @Test
    void aStoreThatWroteBehindOursIsSeenAndNotOverwritten() throws Exception {
        try (Rig rig = new Rig()) {
            Account ours = rig.store.create(new TenantId(1));
            ours.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[0], List.of()));
            rig.store.unbindRecords(rig.records);
            try (Other other = new Other(rig)) {
                Account theirs = other.store.account(ours.id()).orElseThrow();
                theirs.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[0], List.of()));
            }
            rig.store.bindRecords(rig.records);
            int failures = 0;
            for (int i = 0; i < 3; i++) {
                try {
                    ours.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[0], List.of()));
                } catch (IOException e) {
                    failures++;
                }
            }
            assertThat(failures).isEqualTo(1);
            assertThat(ours.snapshot().objects(EMAIL).all().size()).isEqualTo(4);
            assertThat(rig.store.check()).isEmpty();
        }
    }

    /** Another store upon the same drivers. */
    private static final class Other implements AutoCloseable {
        private final JmapStore store;

        Other(Rig rig) {
            store = rig.another();
        }

        @Override
        public void close() {
            store.stop();
        }
    }
}
