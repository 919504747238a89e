package org.mailbay.example.record.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.RecordsContract;
import org.mailbay.tck.records.RecordsKillContract;
import org.mailbay.tck.records.RecordsReloadContract;
import org.mailbay.tck.records.RecordsTestee;

class LogRecordDriverTest implements RecordsContract, RecordsKillContract, RecordsReloadContract {
    private static final byte[] KEY = {1};

    @Override
    public RecordsTestee testee() {
        return new LogTestee();
    }

    @Override
    public int kills() {
        return Integer.getInteger("mailbay.kills", 2);
    }

    @Test
    void aHalfWrittenEntryIsCutOff(@TempDir Path data) throws Exception {
        ShardId shard = new ShardId("s");
        LogRecordDriver driver = new LogRecordDriver(data);
        try (Records records = driver.open(shard)) {
            records.commit(Batch.builder().put(Table.SYS, KEY, KEY).build());
        }
        Path log = data.resolve("s").resolve(Log.NAME);
        byte[] whole = Files.readAllBytes(log);
        for (int length = 1; length < whole.length; length++) {
            Files.write(log, whole);
            Files.write(log, java.util.Arrays.copyOf(whole, length), StandardOpenOption.APPEND);
            try (Records records = driver.open(shard)) {
                assertThat(records.get(Table.SYS, KEY)).isEqualTo(KEY);
                assertThat(records.admin().size()).isEqualTo(whole.length);
            }
        }
        driver.stop();
    }

    @Test
    void rewritingForgetsWhatWasReplaced(@TempDir Path data) throws Exception {
        LogRecordDriver driver = new LogRecordDriver(data);
        try (Records records = driver.open(new ShardId("s"))) {
            for (int i = 0; i < 100; i++) {
                records.commit(
                        Batch.builder().put(Table.OBJ, KEY, new byte[1_000]).build());
            }
            assertThat(records.admin().size()).isGreaterThan(100_000);
            records.admin().compact();
            assertThat(records.admin().size()).isLessThan(2_000);
            records.commit(Batch.builder().put(Table.OBJ, KEY, KEY).build());
        }
        try (Records records = driver.open(new ShardId("s"))) {
            assertThat(records.get(Table.OBJ, KEY)).isEqualTo(KEY);
        }
        driver.stop();
    }
}
