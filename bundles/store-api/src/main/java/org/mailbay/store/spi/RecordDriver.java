package org.mailbay.store.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** A record store engine. A service; the store uses the one whose name the operator says, or with which the data folder began. */
@ConsumerType
public interface RecordDriver {
    /** What operators and logs call it: its own, and never another one, for by it the store knows whose a data folder is. */
    String name();

    /**
     * Opens a shard, making it when it does not exist.
     *
     * <p>May wait for a predecessor (an older revision of the driver) to let go of it: never call this while a service event is handled.
     *
     * @param key when not null, what is stored is encrypted with a key that this one wraps; a shard that is encrypted cannot be opened
     *     without, and one that is not is encrypted by it
     * @throws IOException when another process has it, it is from a newer version, or it cannot be read: never a second engine on one shard
     */
    Records open(ShardId shard, @Nullable MasterKey key) throws IOException;

    /** Opens a shard that is not encrypted. */
    default Records open(ShardId shard) throws IOException {
        return open(shard, null);
    }

    /** Opens a copy that {@link RecordAdmin#backup} made, for reading only. */
    default Records openCopy(Path folder, @Nullable MasterKey key) throws IOException {
        throw new IOException(name() + " makes no copies");
    }

    /**
     * Makes a shard of a copy, wholly or not at all: one that was cut short by a kill is begun anew.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is such a shard; nothing was changed
     * @throws IOException also when it is open
     */
    default void restore(Path folder, ShardId shard) throws IOException {
        throw new IOException(name() + " makes no copies");
    }
}
