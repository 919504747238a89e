package org.mailbay.tck.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.tck.records.Keys.hex;
import static org.mailbay.tck.records.Keys.key;
import static org.mailbay.tck.records.Keys.text;
import static org.mailbay.tck.records.Keys.value;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** The rules of opening, closing and keeping; part of {@link RecordsContract}. */
public interface RecordsLifecycleContract {
    /** The driver under test. */
    RecordsTestee testee();

    @Test
    default void nothingWorksAfterClose(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            records.close();
            records.close();
            Batch batch = Batch.builder().put(Table.SYS, hex("01"), text("x")).build();
            assertThatThrownBy(() -> records.get(Table.SYS, hex("01"))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> records.getMany(Table.SYS, List.of(hex("01"))))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> records.scan(Table.SYS, hex("01"), hex("02"), (_, _) -> true))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> records.commit(batch)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> records.lease("me")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> records.admin().size()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> records.admin().verify()).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void aShardCanBeOpenedAgain(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            for (int i = 0; i < 5; i++) {
                try (Records again = subject.driver().open(Subject.SHARD)) {
                    again.commit(
                            Batch.builder().put(Table.SYS, key(1, i), value(i)).build());
                }
            }
            try (Records again = subject.driver().open(Subject.SHARD)) {
                assertThat(Keys.scan(again, Table.SYS, key(1, 0), key(2, 0))).hasSize(5);
            }
        }
    }

    @Test
    default void aCommitDuringCloseHappensOrThrows(@TempDir Path data) throws Exception {
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            CountDownLatch warm = new CountDownLatch(200);
            Crew.run(9, member -> {
                if (member == 8) {
                    warm.await();
                    records.close();
                    return;
                }
                for (long i = 0; ; i++) {
                    try {
                        records.commit(pair(member, i));
                        acknowledged.add((long) member << 32 | i);
                        warm.countDown();
                    } catch (IOException closed) {
                        refused.incrementAndGet();
                        return;
                    }
                }
            });
            assertThat(refused).hasValue(8);
            try (Records again = subject.driver().open(Subject.SHARD)) {
                for (long member = 0; member < 8; member++) {
                    List<String> states = Keys.scan(again, Table.STATE, key(member, 0), key(member + 1, 0));
                    List<String> logs = Keys.scan(again, Table.LOG, key(member, 0), key(member + 1, 0));
                    assertThat(states).isEqualTo(logs);
                }
                for (long id : acknowledged) {
                    assertThat(again.get(Table.STATE, key(id >>> 32, id & 0xffff_ffffL)))
                            .isNotNull();
                }
            }
        }
    }

    private static Batch pair(long account, long number) {
        return Batch.builder()
                .put(Table.STATE, key(account, number), value(number))
                .put(Table.LOG, key(account, number), value(number))
                .build();
    }

    @Test
    default void interruptedThreadsAreServed(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Runnable work = () -> {
                Thread.currentThread().interrupt();
                try {
                    for (int i = 0; i < 20; i++) {
                        records.commit(pair(5, i));
                        assertThat(records.get(Table.STATE, key(5, i))).isEqualTo(value(i));
                        assertThat(Keys.scan(records, Table.LOG, key(5, 0), key(6, 0)))
                                .hasSize(i + 1);
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    }
                } catch (IOException | PreconditionFailed | AssertionError failed) {
                    failure.set(failed);
                }
            };
            for (Thread.Builder threads : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                records.commit(Batch.builder()
                        .put(Table.SYS, hex("01"), text("before"))
                        .build());
                Batch.Builder clear = Batch.builder();
                for (int i = 0; i < 20; i++) {
                    clear.delete(Table.STATE, key(5, i)).delete(Table.LOG, key(5, i));
                }
                records.commit(clear.build());
                threads.start(work).join();
                assertThat(failure.get()).isNull();
                assertThat(records.get(Table.SYS, hex("01"))).isEqualTo(text("before"));
            }
        }
    }

    @Test
    default void whatWasCommittedOutlivesTheDriver(@TempDir Path data) throws Exception {
        RecordsTestee testee = testee();
        Assumptions.assumeTrue(testee.folder(data, Subject.SHARD).isPresent(), "keeps nothing on disk");
        Records.Lease old;
        try (Subject subject = Subject.open(testee, data)) {
            subject.records().commit(pair(1, 1));
            old = subject.records().lease("me");
        }
        try (Subject subject = Subject.open(testee, data)) {
            Records records = subject.records();
            assertThat(records.get(Table.LOG, key(1, 1))).isEqualTo(value(1));
            records.commit(Batch.builder().when(new Batch.Fence(old)).build());
            assertThat(records.lease("me").token()).isGreaterThan(old.token());
            assertThat(records.admin().verify()).isEmpty();
        }
    }

    @Test
    default void stoppingTheDriverFinishesWhatRuns(@TempDir Path data) throws Exception {
        RecordsTestee testee = testee();
        Assumptions.assumeTrue(testee.folder(data, Subject.SHARD).isPresent(), "keeps nothing on disk");
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();
        RecordDriver driver = testee.start(data);
        Records records = driver.open(Subject.SHARD);
        CountDownLatch warm = new CountDownLatch(50);
        Crew.run(5, member -> {
            if (member == 4) {
                warm.await();
                testee.stop(driver);
                return;
            }
            try {
                for (long i = 0; ; i++) {
                    records.commit(pair(member, i));
                    acknowledged.add((long) member << 32 | i);
                    warm.countDown();
                }
            } catch (IOException stopped) {
                refused.incrementAndGet();
            }
        });
        assertThat(refused).hasValue(4);
        assertThatThrownBy(() -> records.get(Table.STATE, hex("01"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> driver.open(Subject.SHARD)).isInstanceOf(IOException.class);
        records.close();
        try (Subject subject = Subject.open(testee, data)) {
            for (long id : acknowledged) {
                assertThat(subject.records().get(Table.LOG, key(id >>> 32, id & 0xffff_ffffL)))
                        .isNotNull();
            }
        }
    }

    @Test
    default void aBackupOpensAsAShard(@TempDir Path folder) throws Exception {
        RecordsTestee testee = testee();
        Path restored = folder.resolve("restored");
        Optional<Path> target = testee.folder(restored, Subject.SHARD);
        try (Subject subject = Subject.open(testee, folder.resolve("data"))) {
            Records records = subject.records();
            if (target.isEmpty()) {
                assertThatThrownBy(() -> records.admin().backup(folder.resolve("copy")))
                        .isInstanceOf(IOException.class);
                return;
            }
            records.commit(pair(1, 1));
            Files.createDirectories(target.get().getParent());
            Crew.run(3, member -> {
                if (member == 2) {
                    records.admin().backup(target.get());
                    return;
                }
                for (int i = 2; i < 100; i++) {
                    records.commit(pair(member, i));
                }
            });
            assertThatThrownBy(() -> records.admin().backup(target.get())).isInstanceOf(IOException.class);
            records.commit(Batch.builder().delete(Table.LOG, key(1, 1)).build());
            assertThat(records.admin().size()).isPositive();
            records.admin().compact();
            assertThat(records.get(Table.STATE, key(1, 1))).isEqualTo(value(1));
        }
        try (Subject subject = Subject.open(testee, restored)) {
            Records records = subject.records();
            assertThat(records.get(Table.LOG, key(1, 1))).isEqualTo(value(1));
            for (long member = 0; member < 2; member++) {
                assertThat(Keys.scan(records, Table.STATE, key(member, 0), key(member + 1, 0)))
                        .isEqualTo(Keys.scan(records, Table.LOG, key(member, 0), key(member + 1, 0)));
            }
            records.commit(pair(1, 1_000));
            assertThat(records.admin().verify()).isEmpty();
        }
    }
}
