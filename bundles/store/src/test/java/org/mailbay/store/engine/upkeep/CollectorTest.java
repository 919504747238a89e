package org.mailbay.store.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.Limits;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.Seed;

final class CollectorTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');
    private static final Duration DAY = Duration.ofDays(1);

    private final Rig rig = new Rig(new Limits(
            64 << 20, 50_000, Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofSeconds(10), 0, Duration.ZERO));
    private final InstantSource clock = () -> Instant.ofEpochMilli(rig.millis.get());
    private final Gate gate = new Gate();
    private final Account account;

    CollectorTest() throws IOException {
        account = rig.store.create(new TenantId(7));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Shard shard() {
        return rig.store.shards().main();
    }

    private Garbage walk(Duration age, boolean removes) throws IOException {
        return new Collector(
                        new Ward(shard()),
                        gate,
                        rig.store::tenantNumber,
                        operations -> true,
                        2,
                        clock.millis(),
                        age,
                        removes)
                .run();
    }

    private BlobRef seal(int content) throws IOException {
        try (BlobSink sink = account.blobs().create(4)) {
            sink.write(new byte[] {(byte) (content >> 16), (byte) (content >> 8), (byte) content, 1}, 0, 4);
            return sink.seal();
        }
    }

    private ObjectId refer(BlobRef ref) throws IOException {
        return account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of(ref)));
    }

    private boolean exists(BlobRef ref) throws IOException {
        return new Ward(shard()).<Boolean>blobs(blobs -> blobs.contains(ref));
    }

    private void pass(Duration time) {
        rig.millis.addAndGet(time.toMillis());
    }

    @Test
    void aBlobThatNothingRefersToGoesAfterAWhileAndNoOther() throws Exception {
        List<BlobRef> kept = new ArrayList<>();
        List<BlobRef> lonely = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            BlobRef ref = seal(i);
            if (i % 2 == 0) {
                refer(ref);
                kept.add(ref);
            } else {
                lonely.add(ref);
            }
        }
        assertThat(walk(DAY, false).due().blobs()).isZero();
        Garbage first = walk(DAY, true);
        assertThat(first.all().blobs()).isEqualTo(20);
        assertThat(first.garbage().blobs()).isEqualTo(10);
        assertThat(first.garbage().bytes()).isEqualTo(40);
        assertThat(first.removed().blobs()).isZero();
        pass(DAY.minusMillis(1));
        assertThat(walk(DAY, true).removed().blobs()).isZero();
        pass(Duration.ofMillis(1));
        Garbage preview = walk(DAY, false);
        assertThat(preview.due().blobs()).isEqualTo(10);
        assertThat(preview.removed().blobs()).isZero();
        assertThat(preview.shown())
                .containsEntry("oldest", clock.instant().minus(DAY).toString());
        assertThat(walk(DAY, true).removed().blobs()).isEqualTo(10);
        for (BlobRef ref : kept) {
            assertThat(exists(ref)).isTrue();
        }
        for (BlobRef ref : lonely) {
            assertThat(exists(ref)).isFalse();
        }
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void whoSealsItAgainOrAsksForItStartsTheTimeAnew() throws Exception {
        BlobRef sealed = seal(1);
        walk(DAY, true);
        pass(DAY);
        assertThat(seal(1)).isEqualTo(sealed);
        assertThat(walk(DAY, true).removed().blobs()).isZero();
        pass(DAY);
        assertThat(walk(DAY, true).removed().blobs()).isEqualTo(1);
        assertThat(seal(1)).isEqualTo(sealed);
        assertThat(exists(sealed)).isTrue();
        refer(sealed);
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void anUploadExpires() throws Exception {
        BlobRef ref = seal(5);
        account.blobs().hold(ref, Duration.ofHours(2));
        pass(Duration.ofHours(1));
        account.blobs().hold(ref, Duration.ofHours(2));
        pass(Duration.ofMinutes(119));
        assertThat(walk(Duration.ZERO, true).garbage().blobs()).isZero();
        account.blobs().open(ref, 0, 1).orElseThrow().close();
        pass(Duration.ofMinutes(1));
        assertThat(account.blobs().open(ref, 0, 1)).isEmpty();
        Garbage preview = walk(DAY, false);
        assertThat(preview.rowsExpired()).isEqualTo(1);
        assertThat(preview.rowsDeleted()).isZero();
        assertThat(preview.shown().get("tenants").toString()).contains("tenant=7");
        assertThat(walk(DAY, true).rowsDeleted()).isEqualTo(1);
        pass(DAY);
        assertThat(walk(DAY, true).removed().blobs()).isEqualTo(1);
        assertThat(exists(ref)).isFalse();
    }

    @Test
    void aReferenceThatEndedKeepsForItsTimeAndLetsNobodyRead() throws Exception {
        BlobRef ref = seal(5);
        byte[] key = Keys.reference(ref, account.id(), EMAIL.id(900));
        long until = clock.millis() + DAY.toMillis();
        new Ward(shard()).<Boolean>records(open -> {
            commit(open, Batch.builder().put(Table.SYS, key, BlobRow.value(ref.size(), until)));
            return true;
        });
        assertThat(account.blobs().open(ref, 0, 1)).isEmpty();
        assertThat(rig.store.check()).isEmpty();
        assertThat(walk(Duration.ZERO, true).retained().blobs()).isEqualTo(1);
        assertThat(exists(ref)).isTrue();
        pass(DAY);
        Garbage found = walk(Duration.ZERO, true);
        assertThat(found.rowsDeleted()).isEqualTo(1);
        assertThat(found.removed().blobs()).isEqualTo(1);
    }

    private static void commit(OpenRecords open, Batch.Builder batch) throws IOException {
        try {
            open.commit(batch);
        } catch (org.mailbay.store.spi.PreconditionFailed e) {
            throw new IOException(e);
        }
    }

    @Test
    void whileABackupRunsNothingGoes() throws Exception {
        BlobRef ref = seal(1);
        try (Gate.Pause _ = gate.pause()) {
            assertThat(walk(Duration.ZERO, true).removed().blobs()).isZero();
            assertThat(gate.isPaused()).isTrue();
        }
        assertThat(exists(ref)).isTrue();
        assertThat(walk(Duration.ZERO, true).removed().blobs()).isEqualTo(1);
    }

    @Test
    void anObjectsReferenceThatIsNotThereIsCounted() throws Exception {
        BlobRef ref = seal(1);
        refer(ref);
        new Ward(shard()).<Boolean>blobs(blobs -> {
            blobs.remove(List.of(ref));
            return true;
        });
        assertThat(walk(DAY, true).missing().blobs()).isEqualTo(1);
    }

    @Test
    void aTransactionThatReliesOnARemovedBlobFails() throws Exception {
        BlobRef ref = seal(1);
        rig.store.shards().main().guard().exists(ref, other -> true);
        assertThat(walk(Duration.ZERO, true).removed().blobs()).isEqualTo(1);
        assertThatThrownBy(() -> shard().guard().rely(List.of(ref), this::exists))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was removed");
        seal(1);
        shard().guard().rely(List.of(ref), this::exists);
        assertThat(walk(Duration.ZERO, true).removed().blobs()).isZero();
        shard().guard().release(List.of(ref));
        walk(Duration.ZERO, true);
        assertThat(exists(ref)).isFalse();
    }

    @Test
    void whoReliesOnABlobInTimeGetsItWhateverIsCollectedMeanwhile() throws Exception {
        Random seeds = Seed.random("whoReliesOnABlobInTimeGetsItWhateverIsCollectedMeanwhile");
        Set<BlobRef> referred = ConcurrentHashMap.newKeySet();
        List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seeds.nextLong());
            threads.add(Thread.ofPlatform().name("writer").start(() -> {
                for (int step = 0; step < 1_500 && wrong.isEmpty(); step++) {
                    write(random, referred, wrong);
                }
            }));
        }
        long removed = 0;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            removed += walk(Duration.ZERO, true).removed().blobs();
        }
        assertThat(wrong).isEmpty();
        assertThat(removed).isPositive();
        assertThat(rig.store.check()).isEmpty();
        for (BlobRef ref : referred) {
            assertThat(exists(ref)).isTrue();
        }
    }

    /** Contents come again and again; most are left alone or given up, few are kept. */
    private void write(Random random, Set<BlobRef> referred, List<Throwable> wrong) {
        int content = random.nextInt(60);
        try {
            BlobRef ref = seal(content);
            switch (random.nextInt(3)) {
                case 0 -> {
                    ObjectId id = refer(ref);
                    account.write(tx -> {
                        tx.destroy(EMAIL, id);
                        return null;
                    });
                }
                case 1 -> {
                    if (random.nextInt(60) == 0) {
                        account.blobs().hold(ref, DAY);
                        referred.add(ref);
                    } else if (random.nextInt(60) == 0) {
                        refer(ref);
                        referred.add(ref);
                    }
                }
                default -> Thread.yield();
            }
        } catch (IllegalArgumentException | IOException e) {
            // Without any age a blob may go between its seal and its use: that is said, and nothing was acknowledged.
            if (!e.getMessage().contains("was removed") && !e.getMessage().startsWith("there is no blob")) {
                wrong.add(e);
            }
        } catch (RuntimeException | Error e) {
            wrong.add(e);
        }
    }

    @Test
    void faultsOfTheRecordsHarmNothing() throws Exception {
        List<BlobRef> kept = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            BlobRef ref = seal(i);
            if (i % 3 == 0) {
                refer(ref);
                kept.add(ref);
            } else if (i % 3 == 1) {
                account.blobs().hold(ref, Duration.ofMinutes(1));
            }
        }
        pass(Duration.ofHours(1));
        int failed = 0;
        for (int round = 0; round < 60; round++) {
            rig.fail(30, 30);
            try {
                walk(Duration.ZERO, true);
            } catch (IOException e) {
                failed++;
            } finally {
                rig.fail(0, 0);
            }
        }
        assertThat(failed).isPositive();
        Garbage last = walk(Duration.ZERO, true);
        assertThat(last.all().blobs()).isBetween((long) kept.size(), 200L);
        assertThat(walk(Duration.ZERO, true).all().blobs()).isEqualTo(kept.size());
        for (BlobRef ref : kept) {
            assertThat(exists(ref)).isTrue();
        }
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void slicesHaveEveryBlobOnce() throws Exception {
        List<BlobRef> refs = new ArrayList<>();
        for (int first = 0; first < 256; first++) {
            byte[] name = new byte[32];
            name[0] = (byte) first;
            name[1] = (byte) (first * 7);
            name[31] = 1;
            refs.add(new BlobRef(name, first));
        }
        for (int most : new int[] {1_000, 100, 3, 1}) {
            for (BlobRef ref : refs) {
                List<Slice> having = Slice.all(refs.size(), most).stream()
                        .filter(slice -> slice.has(ref))
                        .toList();
                assertThat(having).hasSize(1);
                byte[] row = Keys.reference(ref, account.id(), EMAIL.id(1));
                assertThat(Arrays.compareUnsigned(having.getFirst().first(), row))
                        .as(HexFormat.of().formatHex(row))
                        .isNegative();
                assertThat(Arrays.compareUnsigned(row, having.getFirst().after()))
                        .isNegative();
            }
        }
    }
}
