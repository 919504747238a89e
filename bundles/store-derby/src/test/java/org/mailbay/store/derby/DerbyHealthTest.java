package org.mailbay.store.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;

class DerbyHealthTest {
    @Test
    void tellsOfShardsAndOfTrouble(@TempDir Path data) throws Exception {
        ShardId shard = new ShardId("s");
        DerbyDriver driver = new DerbyDriver(Settings.of(data));
        DerbyDriver locked = new DerbyDriver(
                new Settings(data, Duration.ZERO, Settings.PATIENCE, Duration.ofSeconds(5), 100, 1, 10, 9));
        assertThat(new DerbyHealth(driver).execute().isOk()).isTrue();
        try (Records records = driver.open(shard)) {
            Result well = new DerbyHealth(driver).execute();
            assertThat(well.isOk()).isTrue();
            assertThat(well.toString()).contains("Shard s is open");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> locked.open(shard)))
                    .isNotNull();
            Result refused = new DerbyHealth(locked).execute();
            assertThat(refused.getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThat(records.admin().size()).isPositive();
        }
        driver.stop();
        locked.stop();
    }
}
