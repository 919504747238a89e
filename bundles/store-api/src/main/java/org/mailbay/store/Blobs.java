package org.mailbay.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The blobs that an account can write and read. */
@ProviderType
public interface Blobs {
    /**
     * Begins a blob.
     *
     * @param sizeHint the size in bytes when it is known, otherwise -1; a hint only
     */
    BlobSink create(long sizeHint) throws IOException;

    /** Keeps a sealed blob readable by this account for {@code time}: an upload, or mail in flight. Durable when it returns. */
    void hold(BlobRef ref, Duration time) throws IOException;

    /**
     * Keeps a sealed blob as {@link #hold} does, as something that the account's user uploaded and nothing refers to yet.
     *
     * <p>How much that may be is bounded, apart from the quota; what is over ends in date order, the oldest first, before its time
     * (RFC 8620 §6). What was uploaded before counts from now.
     *
     * @throws OverQuotaException when the blob alone is more than there may be
     */
    void upload(BlobRef ref, Duration time) throws IOException;

    /**
     * Opens {@code length} bytes from {@code from}; the end is cut where the blob ends.
     *
     * @return empty when this account neither refers to nor holds it: indistinguishable from absent
     */
    Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException;

    /**
     * As {@link #open}, of a blob that an object of this account refers to, which the caller has just read: it is not asked again whether one
     * does. Never for a reference that somebody else gave.
     */
    default Optional<BlobInput> openReferred(BlobRef ref, long from, long length) throws IOException {
        return open(ref, from, length);
    }

    /** The objects of this account that refer to the blob, by type and age; at most {@code max}. */
    List<ObjectId> objects(BlobRef ref, int max) throws IOException;
}
