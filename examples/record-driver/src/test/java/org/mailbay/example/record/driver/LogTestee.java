package org.mailbay.example.record.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.records.RecordsTestee;

/** Starts and stops the driver in the contracts' folder. */
public final class LogTestee implements RecordsTestee {
    /** By reflection, too: in the process that is killed, and in a class loader of its own. */
    public LogTestee() {}

    @Override
    public RecordDriver start(Path data) {
        return new LogRecordDriver(data);
    }

    @Override
    public void stop(RecordDriver driver) throws IOException {
        ((LogRecordDriver) driver).stop();
    }

    @Override
    public Optional<Path> folder(Path data, ShardId shard) {
        return Optional.of(data.resolve(shard.name()));
    }
}
