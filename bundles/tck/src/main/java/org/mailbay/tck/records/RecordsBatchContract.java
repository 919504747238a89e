package org.mailbay.tck.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.tck.records.Keys.hex;
import static org.mailbay.tck.records.Keys.key;
import static org.mailbay.tck.records.Keys.text;
import static org.mailbay.tck.records.Keys.value;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** The rules of {@link Records#commit}; part of {@link RecordsContract}. */
public interface RecordsBatchContract {
    /** The driver under test. */
    RecordsTestee testee();

    @Test
    default void theLastChangeToAKeyCounts(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            records.commit(
                    Batch.builder().put(Table.SYS, hex("05"), text("old")).build());
            records.commit(Batch.builder()
                    .put(Table.SYS, hex("01"), text("a"))
                    .put(Table.SYS, hex("01"), text("b"))
                    .put(Table.SYS, hex("02"), text("a"))
                    .delete(Table.SYS, hex("02"))
                    .delete(Table.SYS, hex("03"))
                    .put(Table.SYS, hex("03"), text("c"))
                    .delete(Table.SYS, hex("04"))
                    .delete(Table.SYS, hex("05"))
                    .put(Table.SYS, hex("05"), text("new"))
                    .build());
            assertThat(records.getMany(Table.SYS, List.of(hex("01"), hex("02"), hex("03"), hex("04"), hex("05"))))
                    .containsExactly(text("b"), null, text("c"), null, text("new"));
        }
    }

    @Test
    default void aFailedConditionChangesNothing(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            records.commit(
                    Batch.builder().put(Table.IDX, hex("20"), text("here")).build());
            List<Batch.Condition> failing = List.of(
                    new Batch.ExpectAbsent(Table.IDX, hex("20")),
                    new Batch.Expect(Table.IDX, hex("20"), text("there")),
                    new Batch.Expect(Table.IDX, hex("20"), text("her")),
                    new Batch.Expect(Table.IDX, hex("21"), new byte[0]),
                    new Batch.ExpectNone(Table.IDX, hex("20"), hex("2000")),
                    new Batch.ExpectNone(Table.IDX, hex("10"), hex("30")),
                    new Batch.Fence(new Records.Lease("nobody", 1)));
            for (Batch.Condition condition : failing) {
                Batch batch = Batch.builder()
                        .put(Table.IDX, hex("20"), text("changed"))
                        .put(Table.STATE, hex("01"), text("new"))
                        .when(new Batch.ExpectAbsent(Table.IDX, hex("77")))
                        .when(condition)
                        .build();
                assertThatThrownBy(() -> records.commit(batch))
                        .isInstanceOfSatisfying(
                                PreconditionFailed.class,
                                refused -> assertThat(refused.condition()).isEqualTo(condition));
                assertThat(records.get(Table.IDX, hex("20"))).isEqualTo(text("here"));
                assertThat(records.get(Table.STATE, hex("01"))).isNull();
            }
            records.commit(Batch.builder()
                    .put(Table.IDX, hex("20"), text("changed"))
                    .when(new Batch.Expect(Table.IDX, hex("20"), text("here")))
                    .when(new Batch.ExpectAbsent(Table.IDX, hex("2000")))
                    .when(new Batch.ExpectAbsent(Table.STATE, hex("20")))
                    .when(new Batch.ExpectNone(Table.IDX, hex("00"), hex("20")))
                    .when(new Batch.ExpectNone(Table.IDX, hex("2000"), hex("ff")))
                    .when(new Batch.ExpectNone(Table.IDX, hex("30"), hex("10")))
                    .build());
            assertThat(records.get(Table.IDX, hex("20"))).isEqualTo(text("changed"));
        }
    }

    @Test
    default void conditionsLookAtWhatWasCommittedBefore(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            records.commit(Batch.builder()
                    .put(Table.IDX, hex("01"), text("x"))
                    .when(new Batch.ExpectAbsent(Table.IDX, hex("01")))
                    .when(new Batch.ExpectNone(Table.IDX, hex("00"), hex("02")))
                    .build());
            records.commit(Batch.builder()
                    .delete(Table.IDX, hex("01"))
                    .when(new Batch.Expect(Table.IDX, hex("01"), text("x")))
                    .build());
            records.commit(Batch.builder()
                    .when(new Batch.ExpectAbsent(Table.IDX, hex("01")))
                    .build());
            assertThat(records.get(Table.IDX, hex("01"))).isNull();
        }
    }

    @Test
    default void ofSeveralRacersExactlyOneWins(@TempDir Path data) throws Exception {
        int racers = 8;
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            for (int round = 0; round < 30; round++) {
                byte[] key = key(7, round);
                AtomicInteger winners = new AtomicInteger();
                Crew.run(racers, racer -> {
                    try {
                        records.commit(Batch.builder()
                                .put(Table.IDX, key, value(racer))
                                .put(Table.STATE, key(racer, 1), value(racer))
                                .when(new Batch.ExpectAbsent(Table.IDX, key))
                                .build());
                        winners.incrementAndGet();
                    } catch (PreconditionFailed lost) {
                        assertThat(lost.condition()).isInstanceOf(Batch.ExpectAbsent.class);
                    }
                });
                assertThat(winners).hasValue(1);
            }
        }
    }

    @Test
    default void racersInDifferentTablesSeeEachOther(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            for (int round = 0; round < 30; round++) {
                long base = round * 10L;
                AtomicInteger winners = new AtomicInteger();
                Crew.run(2, racer -> {
                    Table mine = racer == 0 ? Table.LOG : Table.OBJ;
                    Table other = racer == 0 ? Table.OBJ : Table.LOG;
                    try {
                        records.commit(Batch.builder()
                                .put(mine, key(base + racer, 1), value(racer))
                                .when(new Batch.ExpectNone(other, key(base, 0), key(base + 10, 0)))
                                .build());
                        winners.incrementAndGet();
                    } catch (PreconditionFailed lost) {
                        assertThat(lost.condition()).isInstanceOf(Batch.ExpectNone.class);
                    }
                });
                assertThat(winners).hasValue(1);
            }
        }
    }

    @Test
    default void countersLoseNoIncrement(@TempDir Path data) throws Exception {
        int crew = 6;
        int each = 40;
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            byte[] key = key(9, 9);
            records.commit(Batch.builder().put(Table.SYS, key, value(0)).build());
            Crew.run(crew, _ -> {
                for (int done = 0; done < each; ) {
                    byte[] old = records.get(Table.SYS, key);
                    try {
                        records.commit(Batch.builder()
                                .put(Table.SYS, key, value(value(old) + 1))
                                .when(new Batch.Expect(Table.SYS, key, old))
                                .build());
                        done++;
                    } catch (PreconditionFailed again) {
                        assertThat(again.condition()).isInstanceOf(Batch.Expect.class);
                        Thread.yield();
                    }
                }
            });
            assertThat(records.get(Table.SYS, key)).isEqualTo(value(crew * each));
        }
    }

    @Test
    default void aScanOfAnAccountIsNeverTorn(@TempDir Path data) throws Exception {
        Random random = Seed.random("aScanOfAnAccountIsNeverTorn");
        int rows = 300;
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            for (long account = 0; account < 2; account++) {
                records.commit(generation(account, 0, rows));
            }
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger scans = new AtomicInteger();
            int seed = random.nextInt();
            Crew.run(6, member -> {
                if (member < 2) {
                    // A fast driver must not be done before the first scan.
                    for (int generation = 1;
                            generation <= 40 || scans.get() == 0 && generation <= 40_000;
                            generation++) {
                        records.commit(generation(member, generation, rows));
                        Thread.yield();
                    }
                    done.set(true);
                    return;
                }
                Random mine = new Random(seed + member);
                while (!done.get()) {
                    long account = mine.nextInt(2);
                    int from = mine.nextInt(rows - 1);
                    Set<Long> generations = new HashSet<>();
                    Set<Long> numbers = new HashSet<>();
                    records.scan(Table.STATE, key(account, from), key(account + 1, 0), (key, value) -> {
                        numbers.add(Keys.number(key));
                        return generations.add(value(value)) || true;
                    });
                    assertThat(generations).hasSize(1);
                    long parity = generations.iterator().next() % 2;
                    assertThat(numbers).allMatch(number -> number % 2 == parity);
                    assertThat(numbers).hasSize((rows - from + (from % 2 == parity ? 1 : 0)) / 2);
                    scans.incrementAndGet();
                    Thread.yield();
                }
            });
            assertThat(scans).hasPositiveValue();
        }
    }

    /** Even rows exist in even generations, odd rows in odd ones; all bear the generation's number. */
    private static Batch generation(long account, int generation, int rows) {
        Batch.Builder batch = Batch.builder();
        for (int row = 0; row < rows; row++) {
            if (row % 2 == generation % 2) {
                batch.put(Table.STATE, key(account, row), value(generation));
            } else {
                batch.delete(Table.STATE, key(account, row));
            }
        }
        return batch.build();
    }

    @Test
    default void aNewLeaseFencesTheOldOnesOff(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            Records.Lease first = records.lease("shard");
            Records.Lease elsewhere = records.lease("é".repeat(100));
            records.commit(fenced(first, "first"));
            Records.Lease second = records.lease("shard");
            assertThat(second.token()).isGreaterThan(first.token());
            assertThatThrownBy(() -> records.commit(fenced(first, "late"))).isInstanceOf(PreconditionFailed.class);
            assertThat(records.get(Table.SYS, hex("01"))).isEqualTo(text("first"));
            records.commit(fenced(second, "second"));
            records.commit(fenced(elsewhere, "elsewhere"));
            assertThat(records.get(Table.SYS, hex("01"))).isEqualTo(text("elsewhere"));
            Batch future = fenced(new Records.Lease("shard", second.token() + 1), "future");
            assertThatThrownBy(() -> records.commit(future)).isInstanceOf(PreconditionFailed.class);
            assertThatThrownBy(() -> records.lease("")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> records.lease("é".repeat(101))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Batch fenced(Records.Lease lease, String value) {
        return Batch.builder()
                .put(Table.SYS, hex("01"), text(value))
                .when(new Batch.Fence(lease))
                .build();
    }
}
