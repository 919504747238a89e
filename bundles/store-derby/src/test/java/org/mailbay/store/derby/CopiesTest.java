package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.Crew;

class CopiesTest {
    private static final ShardId SHARD = new ShardId("s");

    @TempDir
    Path data;

    private DerbyDriver driver;

    @BeforeEach
    void start() {
        driver = new DerbyDriver(Settings.of(data.resolve("store")));
    }

    @AfterEach
    void stop() throws IOException {
        driver.stop();
        try (Stream<Path> left = Files.list(data.resolve("store"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith(".copy")))
                    .isEmpty();
        }
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    private static Batch pair(long number) {
        return Batch.builder()
                .put(Table.STATE, key(number), key(number))
                .put(Table.LOG, key(number), new byte[500])
                .build();
    }

    private static int count(Records records, Table table) throws IOException {
        AtomicInteger count = new AtomicInteger();
        records.scan(table, new byte[0], new byte[] {(byte) 0xff}, (_, _) -> count.incrementAndGet() > 0);
        return count.get();
    }

    static Map<String, Integer> hashes(Path folder) throws IOException {
        Map<String, Integer> hashes = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return hashes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyMadeUnderLoadIsWholeAndIsNotWrittenTo(boolean encrypted) throws Exception {
        MasterKey master = encrypted ? new WrappingKey() : null;
        Path copy = data.resolve("backup/records");
        int atLeast = 200;
        try (Records records = driver.open(SHARD, master)) {
            for (int i = 0; i < atLeast; i++) {
                records.commit(pair(i));
            }
            Crew.run(3, member -> {
                if (member == 0) {
                    records.admin().backup(copy);
                    return;
                }
                for (int i = 0; i < 300; i++) {
                    records.commit(pair(member * 1_000L + i));
                }
            });
            records.commit(Batch.builder().delete(Table.STATE, key(0)).build());
            assertThatThrownBy(() -> records.admin().backup(copy)).hasMessageContaining("exists already");
        }
        Map<String, Integer> before = hashes(copy);
        assertThat(before.containsKey("key")).isEqualTo(encrypted);
        for (int i = 0; i < 2; i++) {
            try (Records records = driver.openCopy(copy, master)) {
                assertThat(records.get(Table.STATE, key(0))).isNotNull();
                assertThat(count(records, Table.STATE))
                        .isGreaterThanOrEqualTo(atLeast)
                        .isEqualTo(count(records, Table.LOG));
                assertThat(records.admin().verify()).isEmpty();
                assertThatThrownBy(() -> records.commit(pair(1))).hasMessageContaining("reading only");
                assertThatThrownBy(() -> records.lease("me")).hasMessageContaining("reading only");
                assertThatThrownBy(() -> records.admin().compact()).hasMessageContaining("reading only");
            }
        }
        assertThat(hashes(copy)).isEqualTo(before);
        if (encrypted) {
            assertThatThrownBy(() -> driver.openCopy(copy, null)).hasMessageContaining("is encrypted");
        }
        ShardId restored = new ShardId("restored");
        driver.restore(copy, restored);
        assertThatThrownBy(() -> driver.restore(copy, restored)).hasMessageContaining("already");
        try (Records records = driver.open(restored, master)) {
            assertThatThrownBy(() -> driver.restore(copy, restored)).isInstanceOf(IOException.class);
            assertThat(count(records, Table.STATE)).isEqualTo(count(records, Table.LOG));
            records.commit(pair(5_000));
            assertThat(records.admin().verify()).isEmpty();
        }
        assertThat(hashes(copy)).isEqualTo(before);
    }

    @Test
    void onlyAFinishedCopyIsACopy() throws Exception {
        try (Records records = driver.open(SHARD)) {
            records.commit(pair(1));
            Path shard = data.resolve("store/s");
            assertThatThrownBy(() -> driver.openCopy(shard, null)).hasMessageContaining("not a copy");
            assertThatThrownBy(() -> driver.restore(shard, new ShardId("t"))).hasMessageContaining("not a copy");
            assertThatThrownBy(() -> driver.openCopy(data.resolve("nowhere"), null))
                    .hasMessageContaining("not a copy");
            assertThatThrownBy(() -> records.admin().backup(data.resolve("store/s/lock/x")))
                    .isInstanceOf(IOException.class);
            records.commit(pair(2));
        }
        assertThat(data.resolve("store/t")).doesNotExist();
    }

    @Test
    void anUnfinishedRestoreIsNoShard() throws Exception {
        Path copy = data.resolve("copy");
        try (Records records = driver.open(SHARD)) {
            records.commit(pair(1));
            records.admin().backup(copy);
        }
        Path half = data.resolve("store/half/db.new");
        Disk.copy(copy.resolve("db"), Files.createDirectories(half.getParent()).resolve("db.new"));
        Files.delete(half.resolve("service.properties"));
        ShardId shard = new ShardId("half");
        driver.restore(copy, shard);
        try (Records records = driver.open(shard)) {
            assertThat(count(records, Table.STATE)).isEqualTo(1);
        }
        assertThat(half).doesNotExist();
    }

    @Test
    void copiesCountAsOpenDatabases() throws Exception {
        DerbyDriver few = new DerbyDriver(Settings.of(data.resolve("store")).withMaxOpen(1));
        Path copy = data.resolve("copy");
        Records records = few.open(SHARD);
        records.commit(pair(1));
        records.admin().backup(copy);
        Records reading = few.openCopy(copy, null);
        for (int i = 2; i < 5; i++) {
            assertThat(reading.get(Table.STATE, key(1))).isNotNull();
            assertThat(reading.get(Table.STATE, key(i))).isNull();
            assertThat(few.open()).isEqualTo(1);
            records.commit(pair(i));
        }
        few.stop();
    }

    @Test
    void aShardOfANewerVersionIsNotTouched() throws Exception {
        driver.open(SHARD).close();
        Path shard = data.resolve("store/s");
        for (String newer : new String[] {"copy=no\nderby=10017\nlayout=2\n", "copy=no\nderby=10018\nlayout=1\n"}) {
            Files.writeString(shard.resolve("format"), newer);
            Map<String, Integer> before = hashes(shard);
            assertThatThrownBy(() -> driver.open(SHARD)).hasMessageContaining("newer version");
            assertThatThrownBy(() -> driver.open(SHARD, new WrappingKey())).hasMessageContaining("newer version");
            assertThat(hashes(shard)).isEqualTo(before);
        }
        Files.writeString(shard.resolve("format"), "layout=?");
        assertThatThrownBy(() -> driver.open(SHARD)).hasMessageContaining("damaged");
        Files.delete(shard.resolve("format"));
        driver.open(SHARD).close();
        assertThat(shard.resolve("format")).content().contains("layout=1");
    }

    /** What {@link Format} says of the engine is what the engine says of itself. */
    @Test
    void theFormatKnowsItsEngine() throws Exception {
        try (Records records = driver.open(SHARD);
                var connection = Engine.connect(data.resolve("store/s/db"))) {
            assertThat(records.get(Table.SYS, key(1))).isNull();
            assertThat(connection.getMetaData().getDatabaseMajorVersion() * 1_000
                            + connection.getMetaData().getDatabaseMinorVersion())
                    .isEqualTo(Format.CURRENT.engine());
        }
    }

    @Test
    void verifyTellsOfDamage() throws Exception {
        try (Records records = driver.open(SHARD)) {
            for (int i = 0; i < 500; i++) {
                records.commit(pair(i));
            }
        }
        Path tables = data.resolve("store/s/db/seg0");
        Path biggest;
        try (Stream<Path> files = Files.list(tables)) {
            biggest = files.max(java.util.Comparator.comparingLong(
                            file -> file.toFile().length()))
                    .orElseThrow();
        }
        try (var file = new java.io.RandomAccessFile(biggest.toFile(), "rw")) {
            file.seek(file.length() / 4);
            file.write("damage".repeat(100).getBytes(StandardCharsets.US_ASCII));
        }
        try (Records records = driver.open(SHARD)) {
            assertThat(records.admin().verify())
                    .isNotEmpty()
                    .allMatch(line -> line.length() < 1_000 && !line.contains("0000"), "no content");
            assertThat(records.admin().verify()).as("and can be asked again").isNotEmpty();
        }
    }
}
