package org.mailbay.tck.records;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.ShardId;
import org.osgi.annotation.versioning.ConsumerType;

/** How the contracts start and stop a driver. For {@link RecordsKillContract} a public class with a public constructor of no arguments. */
@ConsumerType
public interface RecordsTestee {
    /** A new driver that keeps its data under {@code data}, as after a start of the server. */
    RecordDriver start(Path data) throws IOException;

    /** Stops it as its deactivation would. */
    void stop(RecordDriver driver) throws IOException;

    /** The folder in which a driver started over {@code data} expects a shard; empty when the driver keeps nothing on disk. */
    Optional<Path> folder(Path data, ShardId shard);
}
