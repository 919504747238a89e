package org.mailbay.store.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A record store engine. A service; the one of highest ranking is used. */
@ConsumerType
public interface RecordDriver {
    /** For logs and the console. */
    String name();

    /**
     * Opens a shard, making it when it does not exist.
     *
     * @throws IOException when another process has it, it is from a newer version, or it cannot be read: never a second engine on one shard
     */
    Records open(ShardId shard) throws IOException;
}
