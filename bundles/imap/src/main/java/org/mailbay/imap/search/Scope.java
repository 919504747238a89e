package org.mailbay.imap.search;

import java.util.Arrays;
import java.util.function.LongPredicate;
import org.mailbay.store.Account;
import org.mailbay.store.Snapshot;

/**
 * What is searched: the messages of a mailbox as a session sees them. The arrays are not changed.
 *
 * @param mailbox its number
 * @param uids of the messages by sequence number, from 0, ascending
 * @param ordinals of the same in the snapshot's emails; -1 for one that is not there any more, which nothing finds
 * @param recent whether a UID is {@code \Recent} in the session
 * @param saved the UIDs that {@code $} stands for, ascending (RFC 5182 §2.1)
 */
public record Scope(
        Account account,
        Snapshot snapshot,
        long mailbox,
        long[] uids,
        int[] ordinals,
        LongPredicate recent,
        long[] saved) {
    public Scope {
        if (uids.length != ordinals.length) {
            throw new IllegalArgumentException(uids.length + " UIDs of " + ordinals.length + " messages");
        }
    }

    /** How many messages. */
    public int size() {
        return uids.length;
    }

    /** Where the first message is whose UID is at least {@code uid}. */
    int from(long uid) {
        int at = Arrays.binarySearch(uids, uid);
        return at < 0 ? -at - 1 : at;
    }
}
