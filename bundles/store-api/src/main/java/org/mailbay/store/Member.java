package org.mailbay.store;

/**
 * That an object is in a container: a message in a mailbox.
 *
 * @param container the container's {@link ObjectId#number}
 * @param uid the object's number within the container, ascending, 1 to 2³²-1; 0 asks the store for the next one
 * @param modSeq when the membership was made or its mark changed; 0 asks the store to fill it in
 * @param deleted marked for expunge: IMAP's {@code \Deleted} belongs to the membership (RFC 8621 §4.1.1)
 * @param since when the membership was made, in seconds since 1970 (RFC 8514 §3): the store fills it in; 0 when nobody kept it
 */
public record Member(long container, long uid, long modSeq, boolean deleted, long since) {
    public Member {
        if (container < 1 || uid < 0 || uid > 0xffff_ffffL || modSeq < 0 || since < 0) {
            throw new IllegalArgumentException("member " + container + " " + uid + " " + modSeq + " " + since);
        }
    }

    /** Without the time: what the store knows of it, it keeps. */
    public Member(long container, long uid, long modSeq, boolean deleted) {
        this(container, uid, modSeq, deleted, 0);
    }

    /** A new membership; the store fills in the rest. */
    public static Member in(ObjectId container) {
        return new Member(container.number(), 0, 0, false);
    }

    /** The same membership with another mark. */
    public Member marked(boolean deleted) {
        return new Member(container, uid, modSeq, deleted, since);
    }
}
