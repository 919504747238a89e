package org.mailbay.store.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.spi.Table;

final class RowsTest {
    private static final Row FULL = Row.EMPTY
            .with(new Column.Number(1), -1)
            .with(new Column.Text(2), "ä€😀")
            .with(new Column.Words(3), List.of("a", "$seen"))
            .with(
                    new Column.Members(63),
                    List.of(new Member(1, 0xffff_ffffL, 7, true, 1L << 33), new Member(9, 1, 1, false)));

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 127, 128, 16_383, 16_384, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersComeBack(long number) throws IOException {
        In in = new In(new Out(1).varint(number).signed(number).fixed(number).done());
        assertThat(in.varint()).isEqualTo(number);
        assertThat(in.signed()).isEqualTo(number);
        assertThat(in.fixed()).isEqualTo(number);
        assertThat(in.hasMore()).isFalse();
    }

    @Test
    void statesComeBack() throws IOException {
        StateRow state = new StateRow(1L << 40, 3, FULL);
        assertThat(StateRow.read(state.value())).isEqualTo(state);
        assertThat(StateRow.read(new StateRow(2, 2, Row.EMPTY).value()).row()).isEqualTo(Row.EMPTY);
    }

    @Test
    void aRowOfTheFirstVersionDoesNotSaySinceWhen() throws IOException {
        byte[] first = {1, 7, 3, (63 << 2 | 3) - 256, 2, 9, 10, 4, 8, 13, 5};
        assertThat(StateRow.read(first).row())
                .isEqualTo(Row.EMPTY.with(
                        new Column.Members(63), List.of(new Member(9, 5, 4, false, 0), new Member(8, 6, 5, true, 0))));
    }

    @Test
    void aRowThatNoTableTakesIsRefused() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            words.add(i + "x".repeat(200));
        }
        assertThatThrownBy(() -> new StateRow(2, 2, Row.EMPTY.with(new Column.Words(1), words)).value())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedRowsFailAsInputAndOutput() {
        byte[] value = new StateRow(1L << 40, 3, FULL).value();
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(value, random.nextInt(value.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(StateRow.read(damaged).row()).isNotNull();
            } catch (IOException expected) {
                assertThat(expected).hasMessageMatching("(?s).{1,200}");
            }
        }
        assertThatThrownBy(() -> Head.read(new byte[] {2})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Head.read(new byte[0])).isInstanceOf(IOException.class);
    }

    @Test
    void objectsComeBackAndAreCharged() throws IOException {
        BlobRef one = new BlobRef(new byte[32], 1_000);
        BlobRef two = new BlobRef("x".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII), 50);
        ObjRow inline = new ObjRow(List.of(one), null, new byte[] {1, 2});
        assertThat(ObjRow.read(inline.value())).isEqualTo(inline);
        assertThat(inline.charge()).isEqualTo(1_002);
        ObjRow external = new ObjRow(List.of(one), two, new byte[0]);
        assertThat(new ObjRow(List.of(one, two), null, new byte[0]))
                .as("the same references in another order are no change")
                .isEqualTo(new ObjRow(List.of(two, one), null, new byte[0]))
                .hasSameHashCodeAs(new ObjRow(List.of(two, one), null, new byte[0]));
        assertThat(ObjRow.read(external.value())).isEqualTo(external);
        assertThat(external.charge()).isEqualTo(1_050);
        assertThat(external.kept()).containsExactly(one, two);
        for (int refs : new int[] {0, 1, 18, 100, ObjRow.MAX_REFS}) {
            for (int length = 0; length <= ObjRow.MAX_BYTES + 1; length += 97) {
                int bytes = ObjRow.isTooLong(length, refs) ? 0 : length;
                BlobRef blob = bytes == length ? null : new BlobRef(new byte[32], Long.MAX_VALUE);
                List<BlobRef> many = java.util.Collections.nCopies(refs, new BlobRef(new byte[32], Long.MAX_VALUE));
                assertThat(new ObjRow(many, blob, new byte[bytes]).value()).hasSizeLessThanOrEqualTo(Table.MAX_VALUE);
            }
        }
    }

    @Test
    void headsComeBack() throws IOException {
        TreeMap<Character, Long> states = new TreeMap<>();
        states.put('m', 5L);
        states.put('Z', 1L << 50);
        Head head = new Head(new TenantId(3), 1L << 50, 9, 8, 7, states);
        assertThat(Head.read(head.value())).isEqualTo(head);
    }

    @Test
    void logEntriesComeBackHoweverLong() throws IOException {
        long[] many = new long[20_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = 1000L * i + 5;
        }
        TreeMap<Character, LogEntry.OfType> types = new TreeMap<>();
        types.put('m', new LogEntry.OfType(many, LogEntry.NONE, new long[] {4}, many, many, LogEntry.NONE));
        types.put(
                't',
                new LogEntry.OfType(LogEntry.NONE, many, LogEntry.NONE, LogEntry.NONE, LogEntry.NONE, new long[] {5}));
        byte[][] values = new LogEntry(7, 1_800_000_000_000L, -3, types).values();
        assertThat(values.length).isGreaterThan(1);
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        for (byte[] value : values) {
            assertThat(value).hasSizeLessThanOrEqualTo(Table.MAX_VALUE);
            whole.writeBytes(value);
        }
        LogEntry read = LogEntry.read(7, whole.toByteArray());
        assertThat(read.millis()).isEqualTo(1_800_000_000_000L);
        assertThat(LogEntry.millisOf(values[0])).isEqualTo(1_800_000_000_000L);
        assertThat(read.mark()).isEqualTo(-3);
        assertThat(LogEntry.markOf(values[0])).isEqualTo(-3);
        assertThat(read.types().get('m').created()).isEqualTo(many);
        assertThat(read.types().get('m').counts()).containsExactly(4);
        assertThat(read.types().get('m').vanished()).isEqualTo(many);
        assertThat(read.types().get('t').updated()).isEqualTo(many);
        assertThat(read.types().get('t').text()).containsExactly(5);
    }

    @Test
    void logEntriesOfTheFirstVersionAreRead() throws IOException {
        // Version 1, 300 ms; of type m: 7 created, 3 and 5 updated, no counts, 4 destroyed, UID 9 of container 2
        // vanished.
        byte[] row = {1, (byte) 0xac, 2, 'm', 1, 7, 2, 3, 2, 0, 1, 4, 2, 2, 9, 'n', 0, 1, 6, 0, 0, 0};
        LogEntry entry = LogEntry.read(4, row);
        assertThat(entry.millis()).isEqualTo(300);
        assertThat(LogEntry.millisOf(row)).isEqualTo(300);
        LogEntry.OfType emails = entry.types().get('m');
        assertThat(emails.created()).containsExactly(7);
        assertThat(emails.destroyed()).containsExactly(4);
        assertThat(emails.vanished()).containsExactly(2, 9);
        assertThat(emails.text()).as("any may have another text").containsExactly(3, 5);
        assertThat(entry.types().get('n').text()).containsExactly(6);
        row[0] = 4;
        assertThatThrownBy(() -> LogEntry.read(4, row)).hasMessageContaining("version 4");
    }

    @Test
    void whatWasReplacedComesBackHoweverLong() throws IOException {
        AccountId account = new AccountId(300);
        UndoRow undo = new UndoRow(1_800_000_000_000L);
        assertThat(undo.isEmpty()).isTrue();
        byte[] big = new byte[Table.MAX_VALUE];
        Arrays.fill(big, (byte) 7);
        byte[] state = Keys.object(account, new ObjectId('m', 4));
        byte[] index = Keys.index(account, "thread", new byte[16]);
        undo.add(Table.STATE, state, new byte[] {1, 2});
        undo.add(Table.OBJ, state, big);
        undo.add(Table.IDX, index, new byte[0]);
        byte[][] values = undo.values();
        assertThat(values.length).isEqualTo(2);
        assertThat(UndoRow.millisOf(values[0])).isEqualTo(1_800_000_000_000L);
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        for (byte[] value : values) {
            whole.writeBytes(value);
        }
        List<String> rows = new ArrayList<>();
        UndoRow.read(account, whole.toByteArray(), (table, key, value) -> {
            assertThat(key).isEqualTo(table == Table.IDX ? index : state);
            rows.add(table + " " + value.length);
        });
        assertThat(rows).containsExactly("STATE 2", "OBJ " + Table.MAX_VALUE, "IDX 0");
        byte[] cut = Arrays.copyOf(whole.toByteArray(), 100);
        assertThatThrownBy(() -> UndoRow.read(account, cut, (table, key, value) -> {}))
                .isInstanceOf(IOException.class);
        assertThat(Keys.modSeqOfUndo(Keys.undo(account, 77, 300))).isEqualTo(77);
        assertThat(Keys.isFirstUndo(Keys.undo(account, 77, 0))).isTrue();
        assertThat(Keys.isFirstUndo(Keys.undo(account, 77, 256))).isFalse();
    }

    @Test
    void indexRowsSayWhoWroteThem() throws IOException {
        IndexRow row = IndexRow.read(new IndexRow(1L << 40, new byte[] {5, 6}).stored());
        assertThat(row.modSeq()).isEqualTo(1L << 40);
        assertThat(row.value()).containsExactly(5, 6);
        IndexRow before = IndexRow.read(Scalars.bytes(new byte[] {5, 6}));
        assertThat(before.modSeq()).isEqualTo(1);
        assertThat(before.value()).containsExactly(5, 6);
        assertThat(new IndexRow(Long.MAX_VALUE, new byte[IndexRow.MAX_VALUE]).stored())
                .hasSizeLessThanOrEqualTo(Table.MAX_VALUE);
        assertThatThrownBy(() -> IndexRow.read(new byte[] {3})).isInstanceOf(IOException.class);
    }

    @Test
    void cursorsComeBack() throws IOException {
        TreeMap<Character, Position.Scan> scans = new TreeMap<>();
        scans.put('m', new Position.Scan(5, 1L << 40, false));
        scans.put('n', new Position.Scan(1, 2, true));
        TreeMap<Character, Long> away = new TreeMap<>();
        away.put('e', 90L);
        Position position = new Position(100, away, scans);
        CursorRow row = new CursorRow("generation-1", 77, position);
        assertThat(CursorRow.read(row.value())).isEqualTo(row);
        assertThat(position.covers('e', 90)).isTrue();
        assertThat(position.covers('e', 91)).isFalse();
        assertThat(position.covers('m', 2)).as("not all was read").isFalse();
        assertThat(position.covers('n', 100)).as("all was read once").isTrue();
        assertThat(position.covers('n', 101)).isFalse();
    }

    @Test
    void keysSortAsTheirNumbersAndFit() throws IOException {
        AccountId account = new AccountId(300);
        assertThat(Arrays.compareUnsigned(
                        Keys.object(account, new ObjectId('m', 255)), Keys.object(account, new ObjectId('m', 256))))
                .isNegative();
        assertThat(Keys.objectOf(Keys.object(account, new ObjectId('m', 256)))).isEqualTo(new ObjectId('m', 256));
        assertThat(Keys.modSeqOf(Keys.log(account, 77, 3))).isEqualTo(77);
        byte[] plain = Keys.index(account, "a".repeat(40), new byte[200]);
        assertThat(plain).hasSizeLessThanOrEqualTo(Table.MAX_KEY);
        byte[] hashed = Keys.index(account, "a".repeat(40), new byte[201]);
        assertThat(hashed).hasSizeLessThanOrEqualTo(Table.MAX_KEY);
        assertThat(Keys.index(account, "a", new byte[201])).isNotEqualTo(Keys.index(account, "a", new byte[202]));
        assertThatThrownBy(() -> Keys.index(account, "a\0b", new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThat(Keys.afterPrefix(new byte[] {1, (byte) 0xff})).containsExactly(2, 0);
        BlobRef ref = new BlobRef(new byte[32], 9);
        BlobRow hold = BlobRow.read(Keys.hold(ref, account), BlobRow.value(9, 50));
        assertThat(hold.object()).isNull();
        assertThat(hold.keeps(49)).isTrue();
        assertThat(hold.keeps(50)).isFalse();
        BlobRow reference = BlobRow.read(Keys.reference(ref, account, new ObjectId('m', 4)), BlobRow.value(9, 0));
        assertThat(reference).isEqualTo(new BlobRow(ref, account, new ObjectId('m', 4), 0));
        assertThat(reference.entitles(1)).isTrue();
        assertThat(hold.entitles(49)).isTrue();
        BlobRow ended = BlobRow.read(Keys.reference(ref, account, new ObjectId('m', 4)), BlobRow.value(9, 50));
        assertThat(ended.isReference()).isFalse();
        assertThat(ended.entitles(49)).isFalse();
        assertThat(ended.keeps(49)).isTrue();
        assertThat(ended.keeps(50)).isFalse();
    }
}
