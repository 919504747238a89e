package org.mailbay.tck.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.tck.records.Keys.key;
import static org.mailbay.tck.records.Keys.value;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

/** The rules of {@link org.mailbay.store.spi.RecordAdmin}, of opening copies and of restoring; part of {@link RecordsContract}. */
public interface RecordsCopyContract {
    /** The driver under test. */
    RecordsTestee testee();

    @Test
    default void aCopyMadeUnderLoadIsConsistentAndForReadingOnly(@TempDir Path folder) throws Exception {
        RecordsTestee testee = testee();
        Assumptions.assumeTrue(testee.folder(folder, Subject.SHARD).isPresent(), "keeps nothing on disk");
        Path copy = folder.resolve("copies/one");
        try (Subject subject = Subject.open(testee, folder.resolve("data"))) {
            Records records = subject.records();
            Records.Lease lease = records.lease("me");
            for (int i = 0; i < 50; i++) {
                records.commit(pair(1, i));
            }
            AtomicBoolean done = new AtomicBoolean();
            Crew.run(4, member -> {
                if (member == 0) {
                    records.admin().backup(copy);
                    done.set(true);
                    return;
                }
                for (int i = 0; !done.get() && i < 20_000; i++) {
                    records.commit(pair(10 + member, i));
                    Thread.yield();
                }
            });
            records.commit(Batch.builder()
                    .delete(Table.STATE, key(1, 7))
                    .put(Table.SYS, key(1, 7), value(7))
                    .build());
            assertThatThrownBy(() -> records.admin().backup(copy)).isInstanceOf(IOException.class);

            try (Records old = subject.driver().openCopy(copy, null)) {
                whole(old);
                assertThat(old.get(Table.STATE, key(1, 7))).isEqualTo(value(7));
                assertThat(old.get(Table.SYS, key(1, 7))).isNull();
                assertThat(old.admin().size()).isPositive();
                assertThat(old.admin().verify()).isEmpty();
                assertThatThrownBy(() -> old.commit(pair(1, 1))).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> old.lease("me")).isInstanceOf(IOException.class);
                records.commit(pair(1, 1_000));
                assertThat(old.get(Table.STATE, key(1, 1_000))).isNull();
            }
            assertThatThrownBy(() -> subject.driver().restore(copy, Subject.SHARD))
                    .isInstanceOf(IOException.class);
            ShardId second = new ShardId("second");
            subject.driver().restore(copy, second);
            try (Records again = subject.driver().open(second)) {
                whole(again);
                assertThat(again.get(Table.STATE, key(1, 7))).isEqualTo(value(7));
                again.commit(pair(1, 2_000));
                assertThat(again.lease("me").token()).isGreaterThan(lease.token());
                assertThat(again.admin().verify()).isEmpty();
            }
            assertThat(records.get(Table.STATE, key(1, 2_000))).isNull();
            assertThatThrownBy(() -> subject.driver().restore(copy, second))
                    .isInstanceOf(FileAlreadyExistsException.class);
            try (Records old = subject.driver().openCopy(copy, null)) {
                assertThat(old.get(Table.STATE, key(1, 2_000))).isNull();
            }
        }
        try (Subject elsewhere = Subject.open(testee, folder.resolve("elsewhere"))) {
            elsewhere.driver().restore(copy, new ShardId("third"));
        }
        try (Subject elsewhere = Subject.open(testee, folder.resolve("elsewhere"));
                Records third = elsewhere.driver().open(new ShardId("third"))) {
            whole(third);
        }
    }

    @Test
    default void whatIsNoCopyIsRefused(@TempDir Path folder) throws Exception {
        RecordsTestee testee = testee();
        Assumptions.assumeTrue(testee.folder(folder, Subject.SHARD).isPresent(), "keeps nothing on disk");
        try (Subject subject = Subject.open(testee, folder.resolve("data"))) {
            Path empty = Files.createDirectories(folder.resolve("empty"));
            for (Path none : new Path[] {empty, folder.resolve("nowhere")}) {
                assertThatThrownBy(() -> subject.driver().openCopy(none, null)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> subject.driver().restore(none, new ShardId("other")))
                        .isInstanceOf(IOException.class);
            }
            try (Records other = subject.driver().open(new ShardId("other"))) {
                other.commit(pair(1, 1));
            }
        }
    }

    @Test
    default void compactionUnderLoadLosesNothing(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            Crew.run(3, member -> {
                for (int i = 0; i < 60; i++) {
                    if (member == 0 && i % 20 == 0) {
                        records.admin().compact();
                        assertThat(records.admin().verify()).isEmpty();
                    }
                    records.commit(pair(member, i));
                    if (i % 2 == 0) {
                        records.commit(Batch.builder()
                                .delete(Table.STATE, key(member, i))
                                .delete(Table.LOG, key(member, i))
                                .build());
                    }
                }
            });
            for (int member = 0; member < 3; member++) {
                assertThat(Keys.scan(records, Table.STATE, key(member, 0), key(member + 1, 0)))
                        .hasSize(30)
                        .isEqualTo(Keys.scan(records, Table.LOG, key(member, 0), key(member + 1, 0)));
            }
        }
    }

    private static void whole(Records records) throws IOException {
        for (long account = 0; account < 20; account++) {
            assertThat(Keys.scan(records, Table.STATE, key(account, 0), key(account + 1, 0)))
                    .isEqualTo(Keys.scan(records, Table.LOG, key(account, 0), key(account + 1, 0)));
        }
    }

    private static Batch pair(long account, long number) {
        return Batch.builder()
                .put(Table.STATE, key(account, number), value(number))
                .put(Table.LOG, key(account, number), value(number))
                .build();
    }
}
