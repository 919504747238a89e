package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.records.RecordsTestee;

/** As {@link DerbyTestee}, but encrypted, and with so few open databases that they are opened again and again. */
public final class SealedTestee implements RecordsTestee {
    /** For the process that is killed. */
    public SealedTestee() {}

    @Override
    public RecordDriver start(Path data) {
        return new Sealed(new DerbyDriver(Settings.of(data.resolve("store")).withMaxOpen(1)), new WrappingKey());
    }

    @Override
    public void stop(RecordDriver driver) throws IOException {
        ((Sealed) driver).driver.stop();
    }

    @Override
    public Optional<Path> folder(Path data, ShardId shard) {
        return Optional.of(data.resolve("store").resolve(shard.name()));
    }

    private record Sealed(DerbyDriver driver, MasterKey master) implements RecordDriver {
        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public Records open(ShardId shard, @Nullable MasterKey none) throws IOException {
            return driver.open(shard, master);
        }

        @Override
        public Records openCopy(Path folder, @Nullable MasterKey none) throws IOException {
            return driver.openCopy(folder, master);
        }

        @Override
        public void restore(Path folder, ShardId shard) throws IOException {
            driver.restore(folder, shard);
        }
    }
}
