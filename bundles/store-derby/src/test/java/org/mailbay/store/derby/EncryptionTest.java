package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

class EncryptionTest {
    private static final ShardId SHARD = new ShardId("s");
    private static final String SECRET = "the-needle-in-the-haystack";

    @TempDir
    Path data;

    private final WrappingKey master = new WrappingKey();

    private interface Use {
        void run(Records records) throws Exception;
    }

    private void with(@Nullable MasterKey key, Use use) throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data).withMaxOpen(1));
        try (Records records = driver.open(SHARD, key)) {
            use.run(records);
        } finally {
            driver.stop();
        }
    }

    private static void write(Records records) throws Exception {
        for (int i = 0; i < 100; i++) {
            records.commit(Batch.builder()
                    .put(Table.OBJ, new byte[] {(byte) i}, SECRET.repeat(50).getBytes(StandardCharsets.UTF_8))
                    .build());
        }
    }

    private static void read(Records records) throws IOException {
        for (int i = 0; i < 100; i++) {
            assertThat(new String(records.get(Table.OBJ, new byte[] {(byte) i}), StandardCharsets.UTF_8))
                    .isEqualTo(SECRET.repeat(50));
        }
        assertThat(records.admin().verify()).isEmpty();
    }

    private static List<Path> clear(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .contains(SECRET);
                        } catch (IOException unreadable) {
                            throw new IllegalStateException(unreadable);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void nothingIsInTheClear() throws Exception {
        with(null, EncryptionTest::write);
        assertThat(clear(data)).as("the search itself works").isNotEmpty();
        Disk.delete(data.resolve("s"));
        with(master, EncryptionTest::write);
        assertThat(clear(data)).isEmpty();
        with(master, EncryptionTest::read);
        assertThat(clear(data)).isEmpty();
    }

    @Test
    void anEncryptedShardIsReopenedWithoutAskingAgain() throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data).withMaxOpen(1));
        try (Records records = driver.open(SHARD, master);
                Records other = driver.open(new ShardId("other"), master)) {
            write(records);
            other.get(Table.OBJ, new byte[1]);
            master.rotate();
            master.forgetOld();
            read(records);
        }
        driver.stop();
        assertThat(driver.tally().evictions().sum()).isPositive();
    }

    @Test
    void withoutTheKeyItIsRefusedInPlainWords() throws Exception {
        with(master, EncryptionTest::write);
        assertThatThrownBy(() -> with(null, EncryptionTest::read)).hasMessageContaining("is encrypted");
        WrappingKey foreign = new WrappingKey();
        foreign.rotate();
        foreign.forgetOld();
        assertThatThrownBy(() -> with(foreign, EncryptionTest::read))
                .hasMessageContaining(data.resolve("s/key").toString())
                .hasMessageContaining("test-1");
        Path key = data.resolve("s/key");
        byte[] good = Files.readAllBytes(key);
        for (String damage :
                List.of("", "wrapped=", "wrapped=?!", "master=a\nwrapped=AQIDBAU=\n", "x".repeat(20_000))) {
            Files.writeString(key, damage);
            assertThatThrownBy(() -> with(master, EncryptionTest::read)).hasMessageContaining(key.toString());
        }
        Files.delete(key);
        assertThatThrownBy(() -> with(master, EncryptionTest::read))
                .hasMessageContaining(key.toString())
                .hasMessageContaining("missing");
        Files.write(key, good);
        with(master, EncryptionTest::read);
    }

    @Test
    void anotherShardsKeyIsRefused() throws Exception {
        with(master, EncryptionTest::write);
        Files.move(data.resolve("s"), data.resolve("first"));
        with(master, EncryptionTest::write);
        byte[] own = Files.readAllBytes(data.resolve("s/key"));
        Files.copy(data.resolve("first/key"), data.resolve("s/key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> with(master, EncryptionTest::read)).hasMessageContaining("encryption key");
        Files.write(data.resolve("s/key"), own);
        with(master, EncryptionTest::read);
    }

    @Test
    void aNewMasterKeyWrapsTheShardsKeyAnew() throws Exception {
        with(master, EncryptionTest::write);
        master.rotate();
        with(master, EncryptionTest::read);
        master.forgetOld();
        with(master, records -> {
            master.rotate();
            DerbyDriver none = new DerbyDriver(Settings.of(data));
            none.stop();
            read(records);
        });
        with(master, EncryptionTest::read);
        assertThat(Files.readString(data.resolve("s/key"))).contains("master=test-3");
    }

    @Test
    void aPlainShardIsEncryptedWhenItIsOpened() throws Exception {
        with(null, EncryptionTest::write);
        with(master, EncryptionTest::read);
        assertThat(clear(data)).isEmpty();
        try (Stream<Path> left = Files.list(data.resolve("s"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("db", "format", "key", "lock");
        }
        assertThatThrownBy(() -> with(null, EncryptionTest::read)).hasMessageContaining("is encrypted");
    }

    /** Every state that the power could fail in. */
    @Test
    void encryptingSurvivesACrashAtAnyStep() throws Exception {
        with(null, EncryptionTest::write);
        Path shard = data.resolve("s");
        Path kept = data.resolve("kept");
        Disk.copy(shard, kept);
        with(master, EncryptionTest::read);
        Path sealed = data.resolve("sealed");
        Disk.copy(shard, sealed);
        for (int step = 0; step < 6; step++) {
            Disk.delete(shard);
            Disk.copy(kept, shard);
            Files.copy(sealed.resolve("key"), shard.resolve("key"));
            switch (step) {
                case 0 -> assertThat(shard.resolve("db")).exists();
                case 1 -> {
                    Disk.copy(kept.resolve("db"), shard.resolve("db.sealing"));
                    Files.delete(shard.resolve("db.sealing/log/log.ctrl"));
                }
                case 2 -> Disk.copy(sealed.resolve("db"), shard.resolve("db.sealed"));
                case 3 -> {
                    Disk.copy(sealed.resolve("db"), shard.resolve("db.sealed"));
                    Files.move(shard.resolve("db"), shard.resolve("db.plain"));
                }
                case 4 -> {
                    Files.move(shard.resolve("db"), shard.resolve("db.plain"));
                    Disk.copy(sealed.resolve("db"), shard.resolve("db"));
                }
                default -> Files.move(shard.resolve("db"), shard.resolve("db.plain"));
            }
            with(master, EncryptionTest::read);
            assertThat(clear(shard)).as("step " + step).isEmpty();
        }
    }

    @Test
    void twoUsersAgreeAboutEncryption() throws Exception {
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        Records plain = driver.open(SHARD);
        assertThatThrownBy(() -> driver.open(SHARD, master)).hasMessageContaining("not encrypted");
        plain.close();
        Records sealed = driver.open(SHARD, master);
        assertThatThrownBy(() -> driver.open(SHARD)).hasMessageContaining("is encrypted");
        master.rotate();
        Records second = driver.open(SHARD, master);
        assertThat(Files.readString(data.resolve("s/key"))).contains("master=test-2");
        write(second);
        read(sealed);
        driver.stop();
    }
}
