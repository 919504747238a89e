package org.mailbay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.records.RecordsContract;
import org.mailbay.tck.records.RecordsTestee;

class MemoryRecordsTest implements RecordsContract {
    @Override
    public RecordsTestee testee() {
        return new RecordsTestee() {
            @Override
            public RecordDriver start(Path data) {
                return new MemoryRecordDriver(64 << 20);
            }

            @Override
            public void stop(RecordDriver driver) {
                assertThat(driver.name()).isEqualTo("memory");
            }

            @Override
            public Optional<Path> folder(Path data, ShardId shard) {
                return Optional.empty();
            }
        };
    }

    @Test
    void refusesWhatDoesNotFit() throws Exception {
        try (Records records = new MemoryRecordDriver(1_000).open(new ShardId("s"))) {
            byte[] key = {1};
            Batch batch = Batch.builder().put(Table.OBJ, key, new byte[900]).build();
            records.commit(batch);
            assertThatThrownBy(() -> records.commit(batch)).isInstanceOf(IOException.class);
            assertThat(records.admin().size()).isEqualTo(901);
            records.commit(Batch.builder().delete(Table.OBJ, key).build());
            assertThat(records.admin().size()).isZero();
            records.commit(batch);
        }
    }
}
