package org.mailbay.tck.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.tck.records.Keys.hex;
import static org.mailbay.tck.records.Keys.key;
import static org.mailbay.tck.records.Keys.scan;
import static org.mailbay.tck.records.Keys.text;
import static org.mailbay.tck.records.Keys.value;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

/** Every rule of {@link Records}; a driver's test implements this. */
public interface RecordsContract extends RecordsBatchContract, RecordsLifecycleContract, RecordsCopyContract {
    @Test
    default void keysAreOrderedAsUnsignedBytes(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            List<String> keys = new ArrayList<>(List.of(
                    "00,0000,0001,0020,01,0100,0120,01201f,012020,0121,20,2000,2020,7f,7fff,80,8000,ff,ff00,ff20,ffff"
                            .split(",")));
            Collections.shuffle(keys, new Random(1));
            Batch.Builder batch = Batch.builder();
            keys.forEach(key -> batch.put(Table.IDX, hex(key), text(key)));
            records.commit(batch.build());
            Collections.sort(keys);
            assertThat(scan(records, Table.IDX, hex("00"), hex("ffffff"))).isEqualTo(keys);
            for (String key : keys) {
                assertThat(records.get(Table.IDX, hex(key))).isEqualTo(text(key));
            }
        }
    }

    @Test
    default void rangesHaveTheirFromAndNotTheirTo(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            Batch.Builder batch = Batch.builder();
            for (String key : List.of("10", "20", "2000", "30")) {
                batch.put(Table.LOG, hex(key), text(key));
            }
            records.commit(batch.build());
            assertThat(scan(records, Table.LOG, hex("10"), hex("30"))).containsExactly("10", "20", "2000");
            assertThat(scan(records, Table.LOG, hex("1000"), hex("2000"))).containsExactly("20");
            assertThat(scan(records, Table.LOG, hex("20"), hex("20"))).isEmpty();
            assertThat(scan(records, Table.LOG, hex("30"), hex("10"))).isEmpty();
            assertThat(scan(records, Table.LOG, Keys.FIRST, hex("20"))).containsExactly("10");
            assertThat(scan(records, Table.LOG, Keys.FIRST, Keys.FIRST)).isEmpty();
            assertThat(scan(records, Table.LOG, hex("2000"), last())).containsExactly("2000", "30");
            assertThat(scan(records, Table.IDX, Keys.FIRST, last())).isEmpty();
        }
    }

    @Test
    default void aScanEndsWhenItsVisitorSaysSo(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            Batch.Builder batch = Batch.builder();
            for (int i = 0; i < 3_000; i++) {
                batch.put(Table.STATE, key(1, i), value(i));
            }
            records.commit(batch.build());
            for (int wanted : List.of(1, 2, 999, 1_000, 1_001, 2_999, 3_000)) {
                List<Long> seen = new ArrayList<>();
                records.scan(Table.STATE, key(1, 0), key(2, 0), (_, value) -> {
                    seen.add(value(value));
                    return seen.size() < wanted;
                });
                assertThat(seen).hasSize(wanted).isSorted();
            }
            assertThatThrownBy(() -> records.scan(Table.STATE, key(1, 0), key(2, 0), (_, _) -> {
                        throw new IOException("enough");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("enough");
            assertThat(scan(records, Table.STATE, key(1, 5), key(1, 7))).hasSize(2);
        }
    }

    @Test
    default void limitsAreReachedAndNotPassed(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            byte[] longest = new byte[Table.MAX_KEY];
            Arrays.fill(longest, (byte) 0xff);
            byte[] biggest = new byte[Table.MAX_VALUE];
            new Random(2).nextBytes(biggest);
            for (Table table : Table.values()) {
                records.commit(Batch.builder()
                        .put(table, longest, biggest)
                        .put(table, hex("00"), new byte[0])
                        .build());
                assertThat(records.get(table, longest)).isEqualTo(biggest);
                assertThat(records.get(table, hex("00"))).isEmpty();
                assertThat(records.get(table, hex("01"))).isNull();
                records.commit(Batch.builder()
                        .put(table, longest, new byte[0])
                        .put(table, hex("00"), biggest)
                        .build());
                assertThat(records.getMany(table, List.of(longest, hex("00")))).containsExactly(new byte[0], biggest);
            }
            Batch.Builder full = Batch.builder();
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < Batch.MAX_CHANGES; i++) {
                full.put(Table.OBJ, key(3, i), value(i));
                keys.add(key(3, i));
            }
            records.commit(full.build());
            assertThat(records.getMany(Table.OBJ, keys.subList(3_000, 4_000)))
                    .hasSize(1_000)
                    .doesNotContainNull();
            assertThatThrownBy(() -> records.getMany(Table.OBJ, keys.subList(0, 1_001)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(records.getMany(Table.OBJ, List.of())).isEmpty();
        }
    }

    @Test
    default void manyValuesComeInTheOrderAsked(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            records.commit(Batch.builder()
                    .put(Table.OBJ, hex("01"), text("one"))
                    .put(Table.OBJ, hex("02"), text("two"))
                    .put(Table.SYS, hex("03"), text("elsewhere"))
                    .build());
            assertThat(records.getMany(Table.OBJ, List.of(hex("02"), hex("03"), hex("01"), hex("02"))))
                    .containsExactly(text("two"), null, text("one"), text("two"));
        }
    }

    @Test
    default void ascendingKeysMayBeCloseTogetherFarApartOrAbsent(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            Random random = Seed.random("ascending keys");
            Batch.Builder some = Batch.builder();
            for (int i = 0; i < 1_500; i++) {
                if (random.nextInt(4) > 0) {
                    some.put(Table.OBJ, key(3, i), value(i));
                }
            }
            records.commit(some.put(Table.OBJ, hex("0320"), text("between"))
                    .put(Table.OBJ, key(4, 0), value(0))
                    .build());
            for (int step : new int[] {1, 2, 7, 30, 150}) {
                List<byte[]> keys = new ArrayList<>();
                for (int i = random.nextInt(20); i < 1_600 && keys.size() < 1_000; i += 1 + random.nextInt(step)) {
                    keys.add(key(3, i));
                }
                List<byte[]> one = new ArrayList<>();
                for (byte[] key : keys) {
                    one.add(records.get(Table.OBJ, key));
                }
                assertThat(records.getMany(Table.OBJ, keys)).containsExactlyElementsOf(one);
            }
        }
    }

    @Test
    default void whatIsHandedInAndOutIsNobodyElses(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            byte[] key = hex("0a");
            byte[] value = text("kept");
            records.commit(Batch.builder().put(Table.SYS, key, value).build());
            key[0] = 9;
            value[0] = 'X';
            byte[] got = records.get(Table.SYS, hex("0a"));
            assertThat(got).isEqualTo(text("kept"));
            got[0] = 'Y';
            records.scan(Table.SYS, hex("00"), hex("ff"), (k, v) -> {
                k[0] = 1;
                v[0] = 'Z';
                return true;
            });
            assertThat(records.get(Table.SYS, hex("0a"))).isEqualTo(text("kept"));
        }
    }

    @Test
    default void shardsAreApart(@TempDir Path data) throws Exception {
        try (Subject subject = Subject.open(testee(), data);
                Records other = subject.driver().open(new ShardId("other-0"))) {
            subject.records()
                    .commit(Batch.builder()
                            .put(Table.SYS, hex("01"), text("mine"))
                            .build());
            assertThat(other.get(Table.SYS, hex("01"))).isNull();
            other.commit(
                    Batch.builder().put(Table.SYS, hex("01"), text("theirs")).build());
            assertThat(subject.records().get(Table.SYS, hex("01"))).isEqualTo(text("mine"));
        }
    }

    /** Random batches, compared with a sorted map after each. */
    @Test
    default void agreesWithASortedMap(@TempDir Path data) throws Exception {
        Random random = Seed.random("agreesWithASortedMap");
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        try (Subject subject = Subject.open(testee(), data)) {
            Records records = subject.records();
            for (int round = 0; round < 200; round++) {
                Batch.Builder batch = Batch.builder();
                for (int i = random.nextInt(1, 20); i > 0; i--) {
                    byte[] key = new byte[random.nextInt(1, 4)];
                    for (int at = 0; at < key.length; at++) {
                        key[at] = (byte) (random.nextInt(4) * 0x55);
                    }
                    if (random.nextInt(3) == 0) {
                        batch.delete(Table.IDX, key);
                        model.remove(key);
                    } else {
                        byte[] value = new byte[random.nextInt(1_000)];
                        random.nextBytes(value);
                        batch.put(Table.IDX, key, value);
                        model.put(key, value);
                    }
                }
                records.commit(batch.build());
                TreeMap<byte[], byte[]> seen = new TreeMap<>(Arrays::compareUnsigned);
                List<String> order = new ArrayList<>();
                records.scan(Table.IDX, Keys.FIRST, last(), (key, value) -> {
                    seen.put(key, value);
                    return order.add(HexFormat.of().formatHex(key));
                });
                assertThat(order).isSorted();
                assertThat(seen.keySet()).containsExactlyElementsOf(model.keySet());
                assertThat(seen.values()).containsExactlyElementsOf(model.values());
            }
        }
    }

    private static byte[] last() {
        byte[] last = new byte[Table.MAX_KEY];
        Arrays.fill(last, (byte) 0xff);
        return last;
    }
}
