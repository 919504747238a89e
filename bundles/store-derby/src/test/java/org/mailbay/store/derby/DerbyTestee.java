package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.records.RecordsTestee;

/** Starts and stops the driver without a container; public for the process that is killed. */
public final class DerbyTestee implements RecordsTestee {
    /** For the process that is killed. */
    public DerbyTestee() {}

    @Override
    public RecordDriver start(Path data) {
        return new DerbyDriver(Settings.of(data.resolve("store")));
    }

    @Override
    public void stop(RecordDriver driver) throws IOException {
        ((DerbyDriver) driver).stop();
    }

    @Override
    public Optional<Path> folder(Path data, ShardId shard) {
        return Optional.of(data.resolve("store").resolve(shard.name()));
    }
}
