package org.mailbay.store;

import org.osgi.annotation.versioning.ProviderType;

/** An account at one modseq: immutable, held in memory, free to keep for as long as a session likes. */
@ProviderType
public interface Snapshot {
    /** Whose. */
    AccountId account();

    /** The last transaction in it; 1 for an account that was never written. */
    long modSeq();

    /** The objects of {@code type}; none when there never was one. */
    Objects objects(ObjectType type);

    /** Bytes that the account holds, as quota counts them: objects' bytes and blobs they refer to. */
    long quotaUsed();

    /** The UID that the next object put into {@code container} gets (RFC 9051 §2.3.1.1). */
    long uidNext(long container);
}
