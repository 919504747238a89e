package org.mailbay.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Ordered entries and blobs of one bundle, in the store's drivers and encrypted as the store is; nothing of it is kept in memory.
 *
 * <p>No part of a backup: what is restored must not be sent again. Any thread may call any method; a call waits, within a bound, while a
 * driver is replaced.
 */
@ProviderType
public interface Room {
    /** Bytes in a key: 1 to this. */
    int MAX_KEY = 200;

    /** Bytes in a value: 0 to this. */
    int MAX_VALUE = 32_000;

    /** Changes in a commit. */
    int MAX_CHANGES = 2_000;

    /** The value of a key; null when absent. */
    byte @Nullable [] get(byte[] key) throws IOException;

    /** The values of at most 1,000 keys, in their order; null where absent. */
    List<byte @Nullable []> getMany(List<byte[]> keys) throws IOException;

    /** Visits entries with {@code from <= key < to} (unsigned), ascending, until the visitor says false. */
    void scan(byte[] from, byte[] to, Visitor visitor) throws IOException;

    /**
     * Makes changes: all or none, durable when this returns; those of several threads share a flush.
     *
     * @throws IOException when it failed; whether it happened is then unknown
     */
    void commit(Collection<Change> changes) throws IOException;

    /**
     * Begins a blob; never the same as another one, whatever its content.
     *
     * @param sizeHint in bytes, -1 when unknown; a hint only
     */
    BlobSink create(long sizeHint) throws IOException;

    /** Opens {@code length} bytes from {@code from}; the end is cut where the blob ends. Empty when there is no such blob. */
    Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException;

    /** Removes blobs; absent ones are no error. Nobody else does: who makes a blob removes it. */
    void remove(Collection<BlobRef> refs) throws IOException;

    /** Shows every blob until {@code visitor} says false: to find those that a kill left without an entry. Slow. */
    void blobs(Predicate<BlobRef> visitor) throws IOException;

    /** Is shown entries; quick, and commits nothing. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to go on; the arrays are the visitor's own. */
        boolean entry(byte[] key, byte[] value) throws IOException;
    }

    /**
     * A change.
     *
     * @param value null removes the entry, if there is one
     */
    record Change(byte[] key, byte @Nullable [] value) {
        public Change {
            if (key.length == 0 || key.length > MAX_KEY || value != null && value.length > MAX_VALUE) {
                throw new IllegalArgumentException(
                        "entry of " + key.length + " and " + (value == null ? 0 : value.length) + " bytes");
            }
        }
    }
}
