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
     * <p>May wait for a predecessor (an older revision of the driver) to let go of it: never call this while a service event is handled.
     *
     * @throws IOException when another process has it, it is from a newer version, or it cannot be read: never a second engine on one shard
     */
    Records open(ShardId shard) throws IOException;
}
