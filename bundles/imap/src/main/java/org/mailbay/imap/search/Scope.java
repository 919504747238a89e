package org.mailbay.imap.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongPredicate;
import org.mailbay.imap.mailbox.View;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/**
 * What is searched: the messages of a mailbox as a session sees them. The arrays are not changed.
 *
 * @param mailbox its number
 * @param uids of the messages by sequence number, from 0, ascending
 * @param ordinals of the same in the snapshot's emails; -1 for one that is not there any more, which nothing finds
 * @param recent whether a UID is {@code \Recent} in the session
 * @param saved the UIDs that {@code $} stands for, ascending (RFC 5182 §2.1)
 * @param cut the lowest UID that is searched, where older messages were to be and may not (RFC 9738 §3.1); otherwise 0
 */
public record Scope(
        Account account,
        Snapshot snapshot,
        long mailbox,
        long[] uids,
        int[] ordinals,
        LongPredicate recent,
        long[] saved,
        long cut) {
    public Scope {
        if (uids.length != ordinals.length) {
            throw new IllegalArgumentException(uids.length + " UIDs of " + ordinals.length + " messages");
        }
    }

    /** The messages that a client knows, as they are in the newest snapshot. */
    public static Scope of(Account account, View view, LongPredicate recent, long[] saved) {
        return of(account, account.snapshot(), view, recent, saved);
    }

    /** The messages of a view, as they are in a snapshot. */
    public static Scope of(Account account, Snapshot snapshot, View view, LongPredicate recent, long[] saved) {
        Objects emails = snapshot.objects(Mail.EMAIL);
        long[] uids = view.uids(1, view.size());
        int[] ordinals = new int[uids.length];
        Arrays.fill(ordinals, -1);
        int[] next = {0};
        // Mostly messages come in the order of their UIDs: then each is where it is expected.
        emails.in(OfEmail.MAILBOXES, view.mailbox()).forEach(ordinal -> {
            long uid = emails.uid(OfEmail.MAILBOXES, ordinal, view.mailbox());
            int at = next[0] < uids.length && uids[next[0]] == uid ? next[0] : Arrays.binarySearch(uids, uid);
            if (at >= 0) {
                ordinals[at] = ordinal;
                next[0] = at + 1;
            }
        });
        return new Scope(account, snapshot, view.mailbox(), uids, ordinals, recent, saved, 0);
    }

    /** Only the last messages of some; the same scope when they are no more than that. */
    Scope newest(BitSet some, int most) {
        int surplus = some.cardinality() - most;
        if (surplus <= 0) {
            return this;
        }
        int first = some.nextSetBit(0);
        for (int i = 0; i < surplus; i++) {
            first = some.nextSetBit(first + 1);
        }
        int[] fewer = ordinals.clone();
        for (int i = 0; i < fewer.length; i++) {
            if (i < first || !some.get(i)) {
                fewer[i] = -1;
            }
        }
        return new Scope(account, snapshot, mailbox, uids, fewer, recent, saved, uids[first]);
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
