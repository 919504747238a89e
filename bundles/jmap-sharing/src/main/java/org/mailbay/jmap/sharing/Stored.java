package org.mailbay.jmap.sharing;

import java.nio.ByteBuffer;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;

/** How notifications and the list of accounts to look into are stored. The letters and numbers are for ever. */
final class Stored {
    /** RFC 9670 §1.5.1. */
    static final String CAPABILITY = "urn:ietf:params:jmap:principals";

    /** RFC 9670 §3. */
    static final ObjectType NOTIFICATION = new ObjectType("ShareNotification", 'r');

    /** Another's account in which something is, or lately was, shared; no JMAP type. */
    static final ObjectType SHARED_ACCOUNT = new ObjectType("SharedAccount", 'h');

    /** Derived from the directory, never stored: a principal's number is that of its account. */
    static final ObjectType PRINCIPAL = new ObjectType("Principal", 'P');

    /** Columns of a notification; the rest is in its bytes. */
    static final class OfNotification {
        /** Milliseconds since 1970. */
        static final Column.Number CREATED = new Column.Number(1);

        static final Column.Text OBJECT_TYPE = new Column.Text(2);

        /** Number of the owner's account. */
        static final Column.Number OBJECT_ACCOUNT = new Column.Number(3);

        private OfNotification() {}
    }

    /** Columns of a shared account. */
    static final class OfSharedAccount {
        /** Its number. */
        static final Column.Number OWNER = new Column.Number(1);

        /** Names of the types of which something is shared. */
        static final Column.Words TYPES = new Column.Words(2);

        private OfSharedAccount() {}
    }

    /** Index of a sharee's account, owner → number of its {@link #SHARED_ACCOUNT}. */
    static final String BY_OWNER = "share.owner";

    /** Index of a sharee's account, owner → the last modseq of the owner that was told of, and the objects told of at that one. */
    static final String TOLD = "share.told";

    private Stored() {}

    static byte[] key(long owner) {
        return ByteBuffer.allocate(Long.BYTES).putLong(owner).array();
    }
}
