package org.mailbay.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The changes that one writer makes: in the end one modseq, one entry of the log, all or nothing.
 *
 * <p>What is not allowed (an object that is not there, a number that is not new, a blob that does not exist, a letter of another
 * type) throws IllegalArgumentException; more than about 3,900 rows (two and more an object), IllegalStateException: go in slices.
 * Where a method cannot say IOException it throws UncheckedIOException: let it pass, {@link Account#write} gives its cause.
 */
@ProviderType
public interface Transaction {
    /** The account as this transaction sees it: every earlier transaction, durable or about to be, but not its own changes. */
    Snapshot snapshot();

    /** The modseq that this transaction will have. */
    long modSeq();

    /** When it happens, in seconds since 1970: what new memberships get as {@link Member#since}. */
    long seconds();

    /** Takes the next number of the account's sequence, for {@link #create(ObjectId, Row, byte[], Collection)}. */
    long nextNumber();

    /**
     * Adds an object.
     *
     * @throws OverQuotaException when the account would hold more than {@link Account#quotaLimit}; nothing was changed
     * @param id with a number from {@link #nextNumber}
     * @param bytes what {@link Account#bytes} will give; may be empty
     * @param blobs what the object refers to and thereby keeps; sealed by the {@link Blobs} of an
     *     account of this tenant
     */
    void create(ObjectType type, ObjectId id, Row row, byte[] bytes, Collection<BlobRef> blobs);

    /** Adds an object with a new number. */
    default ObjectId create(ObjectType type, Row row, byte[] bytes, Collection<BlobRef> blobs) {
        ObjectId id = type.id(nextNumber());
        create(type, id, row, bytes, blobs);
        return id;
    }

    /** The row of an object as this transaction has left it; null when there is none. */
    @Nullable
    Row row(ObjectId id);

    /** The bytes of an object as this transaction has left it; null when there is none. {@link Account#bytes} may be older. */
    byte @Nullable [] bytes(ObjectId id) throws IOException;

    /** Changes the row of an object that exists. The same row is no change. */
    void update(ObjectType type, ObjectId id, Row row);

    /** Changes the row and the bytes of an object that exists, and what it refers to. */
    void update(ObjectType type, ObjectId id, Row row, byte[] bytes, Collection<BlobRef> blobs);

    /** Removes an object that exists, its bytes and its references. */
    void destroy(ObjectType type, ObjectId id);

    /**
     * Keeps nothing of what this transaction replaces or removes of a type's objects: for secrets that are to be gone when they are. A
     * restore to the past leaves them as they are then.
     */
    void keepNoPast(ObjectType type);

    /** Logs a change of an object that is not stored but follows from others, such as a thread or a mailbox's counts. */
    void touch(ObjectType type, ObjectId id, Touch touch);

    /** The value of an index entry, as this transaction has left it; null when there is none. */
    byte @Nullable [] index(String index, byte[] key) throws IOException;

    /** Sets (or with null removes) an index entry: the account's own key-value space. Keys over 200 bytes are hashed. */
    void index(String index, byte[] key, byte @Nullable [] value);

    /** Asks for {@code payload} to be handed to the {@code topic}'s worker at least once, after this commit. */
    default void outbox(String topic, byte[] payload) {
        outbox(topic, payload, Instant.EPOCH);
    }

    /**
     * As {@link #outbox(String, byte[])}, but not before a time; until then it holds up nothing that was asked for later.
     *
     * @param topic 1 to 64 ASCII letters, digits, dots, dashes, underscores
     * @param payload at most 32,000 bytes
     */
    void outbox(String topic, byte[] payload, Instant notBefore);

    /** Bytes that the account would hold after this transaction. */
    long quotaUsed();

    /** How a derived object changed. */
    enum Touch {
        CREATED,
        UPDATED,
        /** Only what is computed from other objects: RFC 8621 §2.2, {@code updatedProperties}. */
        COUNTS,
        DESTROYED
    }
}
