package org.mailbay.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A data space. All methods may be called by any thread. */
@ProviderType
public interface Account {
    /** Its name. */
    AccountId id();

    /** The tenant it belongs to. */
    TenantId tenant();

    /** The newest committed state of all objects; one volatile read. */
    Snapshot snapshot();

    /** The bytes stored with an object; null when there is no such object. */
    byte @Nullable [] bytes(ObjectId id) throws IOException;

    /** The bytes stored with each object, in this order; null where there is no such object. At most 1,000. */
    List<byte @Nullable []> bytes(List<ObjectId> ids) throws IOException;

    /**
     * Runs {@code work} as the account's only writer and returns what it returns once its changes are durable and visible.
     *
     * <p>All of them or none: when {@code work} throws, nothing of it is kept. The store may commit the work of several callers
     * together, each with a modseq of its own. Keep it short and free of I/O but for reads of this account; never call {@code
     * write} from within.
     *
     * @throws IOException when the commit failed: then nothing is visible and nothing was acknowledged
     */
    <T, X extends Exception> T write(Work<T, X> work) throws X, IOException;

    /**
     * What happened to objects of {@code type} after {@code since}; see {@link Changes}.
     *
     * @param maxChanges from 1; one transaction that alone has more is given whole
     */
    Changes changes(ObjectType type, long since, int maxChanges) throws IOException;

    /**
     * The UIDs that ended in {@code container} after the modseq {@code since}, because their objects left it or are no more; ascending
     * (RFC 7162 §3.2.10: VANISHED).
     *
     * @return empty when the log does not reach back that far, {@code since} is no modseq of this account, or they are more than a million
     */
    Optional<long[]> vanished(ObjectType type, long container, long since) throws IOException;

    /** Bytes that it may hold, as {@link Snapshot#quotaUsed} counts them; 0 when there is no limit. */
    long quotaLimit();

    /** Bytes that it holds, as {@link Snapshot#quotaUsed} counts them; found without opening the account where that is possible. */
    default long quotaUsed() throws IOException {
        return snapshot().quotaUsed();
    }

    /** This account's blobs. */
    Blobs blobs();

    /** Finds its objects by their text. */
    Search search();

    /** What a writer does. */
    @FunctionalInterface
    interface Work<T, X extends Exception> {
        /** Reads and changes through {@code tx}, which is of no use afterwards. */
        T run(Transaction tx) throws X, IOException;
    }
}
