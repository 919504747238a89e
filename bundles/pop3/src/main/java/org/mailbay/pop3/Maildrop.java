package org.mailbay.pop3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/**
 * The inbox as it was at the log-in (RFC 1939 §5), and which of its messages are marked as deleted. What comes later is not in it; a
 * message that somebody else removes keeps its number, but cannot be read any more.
 */
final class Maildrop {
    private final AccountId account;
    private final long inbox;
    /** Numbers of the emails, in the order of their UIDs: message 1 first. */
    private final long[] emails;

    private final long[] sizes;
    private final BitSet deleted;
    /** Those that were removed by others before this session went on in another revision: they are not shown. */
    private final BitSet gone = new BitSet();

    private Maildrop(AccountId account, long inbox, long[] emails, long[] sizes, BitSet deleted) {
        this.account = account;
        this.inbox = inbox;
        this.emails = emails;
        this.sizes = sizes;
        this.deleted = deleted;
    }

    /** What {@code snapshot} has in the mailbox of role inbox; nothing if there is none. Marked {@code \Deleted} is as good as gone. */
    static Maildrop of(Snapshot snapshot) {
        long inbox = inbox(snapshot);
        if (inbox == 0) {
            return new Maildrop(snapshot.account(), 0, new long[0], new long[0], new BitSet());
        }
        Objects all = snapshot.objects(Mail.EMAIL);
        int[] ordinals = all.in(OfEmail.MAILBOXES, inbox).toArray();
        long[] uids = new long[ordinals.length];
        int count = 0;
        for (int ordinal : ordinals) {
            if (!all.deleted(OfEmail.MAILBOXES, ordinal, inbox)) {
                ordinals[count] = ordinal;
                uids[count++] = all.uid(OfEmail.MAILBOXES, ordinal, inbox);
            }
        }
        int[] order = sorted(uids, ordinals, count);
        long[] emails = new long[count];
        long[] sizes = new long[count];
        for (int i = 0; i < count; i++) {
            emails[i] = all.id(order[i]).number();
            sizes[i] = all.get(OfEmail.SIZE, order[i]);
        }
        return new Maildrop(snapshot.account(), inbox, emails, sizes, new BitSet());
    }

    /** The maildrop of a session that goes on here, as far as {@code snapshot} still has it. */
    static Maildrop again(Snapshot snapshot, long inbox, long[] emails, BitSet deleted) {
        Objects all = snapshot.objects(Mail.EMAIL);
        Maildrop again = new Maildrop(snapshot.account(), inbox, emails, new long[emails.length], deleted);
        for (int i = 0; i < emails.length; i++) {
            int ordinal = all.ordinal(Mail.EMAIL.id(emails[i]));
            if (ordinal < 0) {
                again.gone.set(i);
            } else {
                again.sizes[i] = all.get(OfEmail.SIZE, ordinal);
            }
        }
        return again;
    }

    private static long inbox(Snapshot snapshot) {
        Objects mailboxes = snapshot.objects(Mail.MAILBOX);
        for (int ordinal : mailboxes.all().toArray()) {
            if (mailboxes.get(OfMailbox.ROLE, ordinal).equals("inbox")) {
                return mailboxes.id(ordinal).number();
            }
        }
        return 0;
    }

    /** Ordinals in the order of their UIDs: they nearly are already, and UIDs have 32 bits. */
    private static int[] sorted(long[] uids, int[] ordinals, int count) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = uids[i] << 31 | i;
        }
        Arrays.sort(keys);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = ordinals[(int) (keys[i] & Integer.MAX_VALUE)];
        }
        return order;
    }

    AccountId account() {
        return account;
    }

    /** The mailbox's number; 0 when there is none. */
    long inbox() {
        return inbox;
    }

    /** Messages at the log-in, deleted or not: the greatest number. */
    int last() {
        return emails.length;
    }

    /** Whether message {@code number} can be named (RFC 1939 §5). */
    boolean has(int number) {
        return number >= 1 && number <= emails.length && !deleted.get(number - 1) && !gone.get(number - 1);
    }

    /** Messages that are not marked. */
    int count() {
        int count = 0;
        for (int number = 1; number <= emails.length; number++) {
            count += has(number) ? 1 : 0;
        }
        return count;
    }

    /** Bytes of those. */
    long octets() {
        long octets = 0;
        for (int number = 1; number <= emails.length; number++) {
            octets += has(number) ? size(number) : 0;
        }
        return octets;
    }

    long size(int number) {
        return sizes[number - 1];
    }

    ObjectId email(int number) {
        return Mail.EMAIL.id(emails[number - 1]);
    }

    /** RFC 1939 §7: never the same for two messages of this server, so a client that knew a former account of this address is not misled. */
    String uniqueId(int number) {
        return account + "." + email(number);
    }

    void delete(int number) {
        deleted.set(number - 1);
    }

    void reset() {
        deleted.clear();
    }

    /** Those to be removed at QUIT. */
    List<ObjectId> deleted() {
        List<ObjectId> ids = new ArrayList<>(deleted.cardinality());
        deleted.stream().filter(i -> !gone.get(i)).forEach(i -> ids.add(email(i + 1)));
        return ids;
    }

    /** For {@link #again}. */
    long[] emails() {
        return emails.clone();
    }

    /** For {@link #again}. */
    BitSet marks() {
        return (BitSet) deleted.clone();
    }
}
