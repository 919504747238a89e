package org.mailbay.store.spi;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.osgi.annotation.versioning.ConsumerType;

/** An open shard of blobs. Any thread may call any method, virtual and interrupted ones too. */
@ConsumerType
public interface BlobStore extends AutoCloseable {
    /**
     * Begins a blob whose name is made with {@code key}; encrypted when that has a {@link BlobKey#sealing}.
     *
     * @param sizeHint in bytes, -1 when unknown; a hint only
     */
    BlobSink create(BlobKey key, long sizeHint) throws IOException;

    /**
     * Opens {@code length} bytes from {@code from}; the end is cut where the blob ends.
     *
     * @return empty when there is no such blob
     * @throws IOException when it cannot be read, or what was read is not what was written (CRC32C)
     */
    Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException;

    /** Whether it is there. */
    boolean contains(BlobRef ref) throws IOException;

    /** Removes blobs; absent ones are no error. The caller has proved that nothing refers to them. */
    void remove(Collection<BlobRef> refs) throws IOException;

    /** Shows every blob until {@code visitor} says false. */
    void list(Predicate<BlobRef> visitor) throws IOException;

    /** Reads a blob whole and compares it with its name's hash and its checksums; a text for what is wrong. */
    Optional<String> scrub(BlobRef ref) throws IOException;

    /**
     * Makes a stored blob what a new one would be: sealed with the key's {@link BlobKey#sealing}, compressed as new ones are.
     *
     * <p>Readers do not notice. For turning encryption on, changing keys, and compressing off the delivery path.
     *
     * @return whether it was written anew; false when there is no such blob, or the driver keeps blobs in one way only
     */
    default boolean rewrite(BlobKey key, BlobRef ref) throws IOException {
        return false;
    }

    /** For the administrator. */
    default BlobAdmin admin() {
        return new BlobAdmin() {};
    }

    /** Bytes on disk (or in memory). */
    long size() throws IOException;

    @Override
    void close() throws IOException;
}
