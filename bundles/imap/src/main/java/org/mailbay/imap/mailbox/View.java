package org.mailbay.imap.mailbox;

import org.mailbay.mail.Mail;
import org.mailbay.store.ObjectId;

/**
 * The messages of a mailbox at one moment, by sequence number (from 1) and by UID. Immutable.
 *
 * <p>Both numbers ascend together (RFC 9051 §2.3.1). What a message says of itself is in a snapshot of the account: in the newest, it may
 * be gone.
 */
public final class View {
    private final long mailbox;
    private final long modSeq;
    private final long uidNext;
    private final UidList uids;

    View(long mailbox, long modSeq, long uidNext, UidList uids) {
        this.mailbox = mailbox;
        this.modSeq = modSeq;
        this.uidNext = uidNext;
        this.uids = uids;
    }

    /** The mailbox's number: its UIDVALIDITY. */
    public long mailbox() {
        return mailbox;
    }

    /** The newest change of the account's messages by then (RFC 7162 §3.1.2.1: HIGHESTMODSEQ). */
    public long modSeq() {
        return modSeq;
    }

    /** The UID that the next message gets, as of this moment. */
    public long uidNext() {
        return uidNext;
    }

    /** Messages. */
    public int size() {
        return uids.size();
    }

    /** The UID of a message. */
    public long uid(int sequence) {
        return uids.uid(sequence - 1);
    }

    /** What a message is. */
    public ObjectId email(int sequence) {
        return Mail.EMAIL.id(uids.email(sequence - 1));
    }

    /** The sequence number of a UID; 0 when there is none. */
    public int sequence(long uid) {
        return Math.max(0, uids.find(uid) + 1);
    }

    /** The sequence number of the first message whose UID is at least this; {@code size() + 1} when there is none. */
    public int from(long uid) {
        int at = uids.find(uid);
        return (at >= 0 ? at : -1 - at) + 1;
    }

    /** The highest UID; 0 when there is no message. */
    public long lastUid() {
        return size() == 0 ? 0 : uid(size());
    }

    /** The UIDs of messages, from one sequence number through another. */
    public long[] uids(int first, int last) {
        long[] some = new long[Math.max(0, last - first + 1)];
        for (int i = 0; i < some.length; i++) {
            some[i] = uid(first + i);
        }
        return some;
    }

    /** The same without messages. */
    public View emptied() {
        return new View(mailbox, modSeq, uidNext, UidList.EMPTY);
    }

    UidList uids() {
        return uids;
    }
}
