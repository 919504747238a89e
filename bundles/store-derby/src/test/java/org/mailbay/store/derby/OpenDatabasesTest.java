package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** Few databases are open, and nobody notices. */
class OpenDatabasesTest {
    private static final int MOST = 3;
    private static final int SHARDS = 10;

    @TempDir
    Path data;

    private DerbyDriver driver;

    @AfterEach
    void stop() throws IOException {
        driver.stop();
        assertThat(driver.open()).isZero();
    }

    private List<Records> open(int shards, Duration patience) throws IOException {
        driver = new DerbyDriver(
                Settings.of(data).withMaxOpen(MOST).withWaits(Duration.ofSeconds(5), patience, Duration.ofSeconds(5)));
        List<Records> all = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            all.add(driver.open(new ShardId("s" + i)));
        }
        return all;
    }

    @Test
    void manyShardsAreServedByAFewOpenDatabases() throws Exception {
        Random random = Seed.random("manyShardsAreServedByAFewOpenDatabases");
        List<Records> all = open(SHARDS, Duration.ofSeconds(60));
        List<Records.Lease> leases = new ArrayList<>();
        for (Records records : all) {
            leases.add(records.lease("me"));
        }
        long files = Descriptors.now().open();
        long seed = random.nextLong();
        AtomicInteger most = new AtomicInteger();
        Crew.run(4, member -> {
            Random mine = new Random(seed + member);
            for (byte i = 0; i < 12; i++) {
                int shard = mine.nextInt(SHARDS);
                byte[] key = {(byte) member, i};
                all.get(shard)
                        .commit(Batch.builder()
                                .put(Table.SYS, key, new byte[] {(byte) shard})
                                .when(new Batch.Fence(leases.get(shard)))
                                .build());
                assertThat(all.get(shard).get(Table.SYS, key)).containsExactly(shard);
                most.accumulateAndGet(driver.open(), Math::max);
            }
        });
        assertThat(most.get()).isBetween(1, MOST);
        assertThat(Descriptors.now().open()).isLessThan(files + 100);
        assertThat(driver.tally().evictions().sum()).isGreaterThan(SHARDS - MOST - 1);
        AtomicInteger found = new AtomicInteger();
        for (Records records : all) {
            records.scan(Table.SYS, new byte[0], new byte[] {9}, (_, _) -> found.incrementAndGet() > 0);
            assertThat(records.admin().verify()).isEmpty();
        }
        assertThat(found).hasValue(4 * 12);
        for (Records records : all) {
            records.close();
        }
        assertThat(driver.open()).isZero();
    }

    @Test
    void whatIsInUseStaysOpen() throws Exception {
        List<Records> all = open(MOST + 1, Duration.ofMillis(300));
        byte[] key = {1};
        Batch batch = Batch.builder().put(Table.SYS, key, key).build();
        for (Records records : all) {
            records.commit(batch);
        }
        all.get(0).scan(Table.SYS, new byte[0], new byte[] {9}, (_, _) -> {
            assertThat(all.get(0).get(Table.SYS, key)).isNotNull();
            for (int i = 1; i <= MOST; i++) {
                assertThat(all.get(i).get(Table.SYS, key)).isNotNull();
            }
            all.get(1).scan(Table.SYS, new byte[0], new byte[] {9}, (_, _) -> {
                all.get(2).scan(Table.SYS, new byte[0], new byte[] {9}, (_, _) -> {
                    assertThatThrownBy(() -> all.get(3).get(Table.SYS, key)).hasMessageContaining("maxOpen");
                    return true;
                });
                return true;
            });
            return true;
        });
        assertThat(all.get(3).get(Table.SYS, key)).isNotNull();
    }

    @Test
    void aLimitOfFilesThatIsTooLowIsRefused() throws Exception {
        driver = new DerbyDriver(Settings.of(data), () -> new Descriptors(100, 1_024));
        assertThatThrownBy(() -> driver.open(new ShardId("s")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1024")
                .hasMessageContaining("8500")
                .hasMessageContaining("set maxOpen of [store.derby] to 13");
        assertThat(new DerbyHealth(driver).execute().toString())
                .contains("CRITICAL")
                .contains("ulimit");
        DerbyDriver fewer = new DerbyDriver(Settings.of(data).withMaxOpen(13), () -> new Descriptors(1_000, 1_024));
        fewer.open(new ShardId("s")).close();
        assertThat(new DerbyHealth(fewer).execute().toString()).contains("1000 of at most 1024");
        fewer.stop();
    }

    /** The figure that {@link Descriptors} counts with. */
    @Test
    void aDatabaseInUseNeedsLessThanFortyFiles() throws Exception {
        driver = new DerbyDriver(Settings.of(data));
        use(driver.open(new ShardId("warm")));
        long before = Descriptors.now().open();
        for (int i = 0; i < 4; i++) {
            use(driver.open(new ShardId("s" + i)));
        }
        assertThat((Descriptors.now().open() - before) / 4).isBetween(1L, 40L);
    }

    private static void use(Records records) throws Exception {
        for (Table table : Table.values()) {
            records.commit(
                    Batch.builder().put(table, new byte[] {1}, new byte[20_000]).build());
            records.get(table, new byte[] {1});
        }
    }
}
