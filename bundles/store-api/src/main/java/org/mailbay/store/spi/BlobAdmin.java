package org.mailbay.store.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** What an administrator can ask of a shard's blobs while it serves. */
@ConsumerType
public interface BlobAdmin {
    /**
     * Brings the copy in {@code folder} up to date, made when it does not exist: only what is new is copied, what is gone goes.
     *
     * <p>Every blob that was there when this was called and is not removed meanwhile is in the copy, durable.
     *
     * @return bytes copied
     */
    default long backup(Path folder) throws IOException {
        throw new IOException("this driver makes no copies");
    }

    /**
     * Gives space of removed blobs back, as far as that is worth it.
     *
     * @param most how many bytes to copy at most, for it costs as much I/O as it copies
     * @return bytes given back
     */
    default long compact(long most) throws IOException {
        return 0;
    }

    /** Bytes that removed blobs still take. */
    default long waste() throws IOException {
        return 0;
    }
}
