package org.mailbay.store.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** A blob store engine. A service; the store uses the one whose name the operator says, or with which the data folder began. */
@ConsumerType
public interface BlobDriver {
    /** What operators and logs call it: its own, and never another one, for by it the store knows whose a data folder is. */
    String name();

    /**
     * Opens a shard's blobs, making the place when it does not exist; refused while another process has it.
     *
     * @param keys what sealed blobs are read with
     */
    BlobStore open(ShardId shard, KeyRing keys) throws IOException;

    /** Opens a shard that has no sealed blobs. */
    default BlobStore open(ShardId shard) throws IOException {
        return open(shard, KeyRing.EMPTY);
    }

    /** Opens a copy that {@link BlobAdmin#backup} made, for reading only. */
    default BlobStore openCopy(Path folder, KeyRing keys) throws IOException {
        throw new IOException(name() + " makes no copies");
    }

    /**
     * Makes a shard of a copy, wholly or not at all: one that was cut short by a kill is begun anew.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is such a shard and it has blobs; nothing was changed
     * @throws IOException also when it is open
     */
    default void restore(Path folder, ShardId shard) throws IOException {
        throw new IOException(name() + " makes no copies");
    }
}
