package org.mailbay.store.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** A search engine. A service; the one of highest ranking is used. */
@ConsumerType
public interface SearchDriver {
    /** For logs and the console. */
    String name();

    /**
     * Opens a shard's index, making an empty one when there is none or it cannot be read: an index can always be made again.
     *
     * @param key when not null, what is stored is encrypted with a key that this one wraps; an index that is encrypted and opened without,
     *     or with a key that does not fit, and one that is not encrypted and opened with a key, is removed, and an empty one is made
     * @throws IOException when another process has it, or there is no place for it
     */
    SearchIndex open(ShardId shard, @Nullable MasterKey key) throws IOException;

    /** Opens an index that is not encrypted. */
    default SearchIndex open(ShardId shard) throws IOException {
        return open(shard, null);
    }
}
