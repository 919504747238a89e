package org.mailbay.store.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A search engine. A service; the one of highest ranking is used. */
@ConsumerType
public interface SearchDriver {
    /** For logs and the console. */
    String name();

    /**
     * Opens a shard's index, making an empty one when there is none or it cannot be read: an index can always be made again.
     *
     * @throws IOException when another process has it, or there is no place for it
     */
    SearchIndex open(ShardId shard) throws IOException;
}
