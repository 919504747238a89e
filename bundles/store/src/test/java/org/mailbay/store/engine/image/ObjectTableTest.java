package org.mailbay.store.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;

final class ObjectTableTest {
    private static final Column.Number SIZE = new Column.Number(1);
    private static final Column.Text NAME = new Column.Text(2);
    private static final Column.Words WORDS = new Column.Words(3);
    private static final Column.Members IN = new Column.Members(4);

    private record Seen(ObjectTable table, Map<Long, Row> rows) {}

    private static Row row(Random random) {
        List<Member> members = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(new Member(
                    i, 1 + random.nextInt(1 << 20), 2, random.nextBoolean(), 1_700_000_000L + random.nextInt(1 << 20)));
        }
        return Row.EMPTY
                .with(SIZE, random.nextInt(1 << random.nextInt(1, 31)))
                .with(NAME, random.nextBoolean() ? "" : "n" + random.nextInt(9))
                .with(WORDS, random.nextBoolean() ? List.of() : List.of("w" + random.nextInt(4), "x"))
                .with(IN, members);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 1023, 1024, 1025})
    void holdsAnyNumberOfObjects(int count) {
        Random random = new Random(count);
        TreeMap<Long, Row> rows = new TreeMap<>();
        ObjectTable table = ObjectTable.empty('m');
        while (rows.size() < count) {
            TableEdit edit = new TableEdit(table);
            for (int i = 0; i < 100 && rows.size() < count; i++) {
                long number = rows.isEmpty() ? 5 : rows.lastKey() + 1 + random.nextInt(3);
                rows.put(number, row(random));
                edit.append(number, 9, 8, rows.get(number));
            }
            table = edit.done(9);
        }
        same(new Seen(table, rows));
        TableEdit edit = new TableEdit(table);
        edit.change(rows.lastKey(), 10, Row.EMPTY);
        edit.remove(rows.firstKey());
        rows.put(rows.lastKey(), Row.EMPTY);
        rows.remove(rows.firstKey());
        same(new Seen(edit.done(10), rows));
    }

    /** What nearly ascends is bounded closely: no bound looks further than the chunk. */
    @Test
    void boundsAreThoseOfTheChunksUpToThere() {
        TableEdit edit = new TableEdit(ObjectTable.empty('m'));
        for (int number = 1; number <= 3 * Chunk.SIZE; number++) {
            edit.append(number, 1, 1, Row.EMPTY.with(SIZE, number == 700 ? 5_000 : number));
        }
        ObjectTable table = edit.done(1);
        IntToLongFunction bound = table.greatestUpTo(SIZE);
        assertThat(bound.applyAsLong(3)).isEqualTo(Chunk.SIZE);
        assertThat(bound.applyAsLong(Chunk.SIZE)).isEqualTo(5_000);
        assertThat(bound.applyAsLong(3 * Chunk.SIZE - 1)).isEqualTo(5_000);
        edit = new TableEdit(table);
        edit.change(700, 2, Row.EMPTY.with(SIZE, 700));
        assertThat(edit.done(2).greatestUpTo(SIZE).applyAsLong(3 * Chunk.SIZE - 1))
                .isEqualTo(3 * Chunk.SIZE);
        assertThat(table.greatestUpTo(new Column.Number(9)).applyAsLong(1)).isZero();
    }

    @Test
    void noEditChangesAnEarlierTable() {
        Random random = new Random(11);
        List<Seen> published = new ArrayList<>();
        TreeMap<Long, Row> rows = new TreeMap<>();
        ObjectTable table = ObjectTable.empty('m');
        long next = 1;
        for (int step = 0; step < 150; step++) {
            TableEdit edit = new TableEdit(table);
            rows = new TreeMap<>(rows);
            List<Long> numbers = new ArrayList<>(rows.keySet());
            for (long number : numbers) {
                if (random.nextInt(60) == 0) {
                    edit.remove(number);
                    rows.remove(number);
                } else if (random.nextInt(30) == 0) {
                    rows.put(number, row(random));
                    edit.change(number, step, rows.get(number));
                }
            }
            for (int i = random.nextInt(30); i > 0; i--) {
                rows.put(next, row(random));
                edit.append(next, step, step, rows.get(next));
                next += 1 + random.nextInt(200);
            }
            table = edit.done(step);
            published.add(new Seen(table, rows));
            // An edit that comes to nothing, as one whose commit fails, leaves nothing either.
            TableEdit discarded = new TableEdit(table);
            discarded.append(next, 99, 99, row(random));
        }
        published.forEach(ObjectTableTest::same);
    }

    private static void same(Seen seen) {
        ObjectTable table = seen.table();
        assertThat(table.all().size()).isEqualTo(seen.rows().size());
        List<Long> numbers = new ArrayList<>();
        table.all().forEach(ordinal -> numbers.add(table.id(ordinal).number()));
        assertThat(numbers).isEqualTo(new ArrayList<>(seen.rows().keySet()));
        for (Map.Entry<Long, Row> entry : seen.rows().entrySet()) {
            ObjectId id = new ObjectId('m', entry.getKey());
            int ordinal = table.ordinal(id);
            for (int before : new int[] {-1, 0, ordinal - 1, ordinal, table.size - 1, 1 << 20}) {
                assertThat(table.ordinal(id, before)).isEqualTo(ordinal);
                assertThat(table.ordinal(new ObjectId('n', entry.getKey()), before))
                        .isEqualTo(-1);
            }
            assertThat(table.row(ordinal)).isEqualTo(entry.getValue());
        }
        for (int before = -1; before < table.size - 1; before++) {
            if (!table.all().contains(before + 1)) {
                assertThat(table.ordinal(table.id(before + 1), before))
                        .isEqualTo(-1); // a hole that a destroyed one left
            }
        }
        for (String word : Set.of("w0", "w1", "x", "absent")) {
            assertThat(table.with(WORDS, word))
                    .isEqualTo(table.all()
                            .filter(ordinal -> table.get(WORDS, ordinal).contains(word)));
        }
        for (long container = 1; container < 4; container++) {
            long in = container;
            assertThat(table.in(IN, container))
                    .isEqualTo(table.all()
                            .filter(ordinal ->
                                    table.get(IN, ordinal).stream().anyMatch(member -> member.container() == in)));
        }
        long[] greatest = {Long.MIN_VALUE};
        IntToLongFunction bound = table.greatestUpTo(SIZE);
        table.all().forEach(ordinal -> {
            greatest[0] = Math.max(greatest[0], table.get(SIZE, ordinal));
            assertThat(bound.applyAsLong(ordinal)).isGreaterThanOrEqualTo(greatest[0]);
        });
        assertThat(table.visible(IN))
                .isEqualTo(table.all()
                        .filter(ordinal -> table.get(IN, ordinal).stream().anyMatch(member -> !member.deleted())));
    }

    @Test
    void holesGoWhenTheyAreMany() {
        ObjectTable table = ObjectTable.empty('m');
        long next = 1;
        for (int round = 0; round < 200; round++) {
            TableEdit edit = new TableEdit(table);
            for (int i = 0; i < 100; i++) {
                edit.append(next++, 2, 2, Row.EMPTY.with(WORDS, List.of("k" + next)));
            }
            table = edit.done(2);
            TableEdit removal = new TableEdit(table);
            ObjectTable full = table;
            full.all().forEach(ordinal -> removal.remove(full.id(ordinal).number()));
            table = removal.done(3);
        }
        assertThat(table.all().size()).isZero();
        assertThat(table.size).isLessThan(6_000);
        assertThat(table.footprint()).isLessThan(1_500_000);
    }

    @Test
    void numbersOnlyAscend() {
        TableEdit edit = new TableEdit(ObjectTable.empty('m'));
        edit.append(5, 2, 2, Row.EMPTY);
        assertThatThrownBy(() -> edit.append(5, 2, 2, Row.EMPTY)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMessageTakesFewBytes() {
        Random random = new Random(1);
        TableEdit edit = new TableEdit(ObjectTable.empty('m'));
        for (int i = 1; i <= 20_000; i++) {
            edit.append(
                    2L * i,
                    i,
                    i,
                    Row.EMPTY
                            .with(SIZE, random.nextInt(60_000))
                            .with(new Column.Number(7), 1_700_000_000_000L + i * 60_000L)
                            .with(WORDS, i % 3 == 0 ? List.of() : List.of("$seen"))
                            .with(IN, List.of(new Member(1 + i % 10, i, i, false, 1_700_000_000L + i * 60L))));
        }
        assertThat(edit.done(3).footprint() / 20_000).isLessThan(46);
    }

    @Test
    void numbersAreFoundInAnyOrderAndShownInSlices() {
        TableEdit edit = new TableEdit(ObjectTable.empty('m'));
        for (long number = 3; number < 6_000; number += 3) {
            edit.append(number, 2, 2, Row.EMPTY);
        }
        TableEdit second = new TableEdit(edit.done(2));
        second.remove(9);
        second.remove(3_000);
        ObjectTable table = second.done(3);
        assertThat(table.find(new long[] {5_997, 3, 9, 4, 3_000, 1, 9_999, 1_536, 3})
                        .toArray())
                .containsExactly(0, 511, 1998);
        assertThat(table.find(new long[0]).size()).isZero();
        assertThat(ObjectTable.empty('m').find(new long[] {1}).size()).isZero();
        java.util.List<Long> seen = new java.util.ArrayList<>();
        long next = 1;
        while (next < 5_000) {
            next = table.numbers(next, 5_000, 100, seen::add);
        }
        assertThat(next).isEqualTo(5_000);
        assertThat(seen)
                .hasSize(4_999 / 3 - 2)
                .isSorted()
                .startsWith(3L, 6L, 12L)
                .doesNotContain(3_000L);
        assertThat(ObjectTable.empty('m').numbers(1, 10, 5, seen::add)).isEqualTo(10);
    }
}
