package org.mailbay.mail;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Snapshot;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The mail of one account, as one principal may see and change it.
 *
 * <p>It is read by {@link #account}'s snapshots, with {@link #rights} held against each mailbox, and changed by the methods here, which check
 * the rights again as of the change. Each call that changes something is durable when it returns. Where one acts on many messages it goes in
 * slices, each of them all or nothing with a modseq of its own: what a failure leaves done is done. Mailboxes are named by the number of
 * their object, which is their UIDVALIDITY too: ascending in an account and never used again, unless it does not fit into 32 bits.
 */
@ProviderType
public interface MailAccount {
    /** The store's account: to read snapshots, logs, bytes and blobs. Never write by it. */
    Account account();

    /** Whether it is the principal's own: then nothing is hidden and nothing forbidden. */
    boolean isOwn();

    /** What the principal may do in a mailbox of {@code snapshot}; {@link MailboxRights#NONE} where there is none. */
    MailboxRights rights(Snapshot snapshot, long mailbox);

    /**
     * Makes a mailbox below {@code parent} (0: at the top), which is shared as that one is.
     *
     * @param role empty for none (RFC 6154 §3, as in {@link Mail.OfMailbox#ROLE})
     * @return its number
     */
    long create(long parent, String name, String role) throws MailRefusal, IOException;

    /** Gives a mailbox another parent, another name, or both; what is below it goes along. */
    void rename(long mailbox, long parent, String name) throws MailRefusal, IOException;

    /** Removes a mailbox without children, and the messages that are nowhere else. */
    void delete(long mailbox) throws MailRefusal, IOException;

    /** Whether the principal is subscribed to a mailbox from now on. */
    void subscribe(long mailbox, boolean subscribed) throws MailRefusal, IOException;

    /** Sets what another principal may do in a mailbox; {@link MailboxRights#NONE} ends it. Takes the right {@code a}. */
    void share(long mailbox, AccountId with, MailboxRights rights) throws MailRefusal, IOException;

    /**
     * Notes something of a mailbox: all or nothing. Takes what {@link Annotations#mayUse} says, and {@code w} for what is shared.
     *
     * @param mailbox 0 for the account's mail as a whole, of which only its owner notes, and nothing shared
     * @param values by name, which begins with {@link Annotations#SHARED} or {@link Annotations#PRIVATE}; null removes one
     * @param role given to the mailbox in the same commit, empty for none, as in {@link Mail.OfMailbox#ROLE}; null leaves it as it is
     * @return the modseq of the change
     * @throws MailRefusal LIMIT when there would be too many, or too much
     */
    long annotate(long mailbox, Map<String, byte @Nullable []> values, @Nullable String role)
            throws MailRefusal, IOException;

    /**
     * Parses a sealed blob of this account's tenant, for {@link #add}; the blob is held meanwhile.
     *
     * @throws MailRefusal when it is no message, such as one without any header field
     */
    StoredEmail read(BlobRef blob) throws MailRefusal, IOException;

    /**
     * Takes in a message that arrives, for {@link #add}.
     *
     * @param sizeHint in bytes; -1 when nobody knows
     */
    Arriving arriving(long sizeHint) throws IOException;

    /**
     * Adds messages to a mailbox: all or none, up to 1,000.
     *
     * @param replaced an email of the account that leaves {@code from} in the same commit (RFC 8508); null for none
     * @return their UIDs and what they are, in their order
     */
    List<Added> add(long mailbox, List<NewEmail> emails, @Nullable Replaced replaced) throws MailRefusal, IOException;

    /**
     * Changes keywords and marks of messages in a mailbox.
     *
     * @param emails in the mailbox; those that are not there any more are left out of the answer
     * @param change what to do with each
     * @param unchangedSince leaves alone what changed after this modseq (RFC 7162 §3.1.3); Long.MAX_VALUE for no such condition
     */
    Marked mark(long mailbox, Collection<ObjectId> emails, Change change, long unchangedSince)
            throws MailRefusal, IOException;

    /**
     * Takes messages out of a mailbox; who is in no other is destroyed.
     *
     * @param onlyDeleted leaves those alone that are not marked deleted there (RFC 9051 §6.4.3)
     * @return those that went, with the UIDs that they had
     */
    Map<ObjectId, Long> expunge(long mailbox, Collection<ObjectId> emails, boolean onlyDeleted)
            throws MailRefusal, IOException;

    /** Makes copies in another mailbox of this or another account, with the same keywords and times: emails of their own, as decision 41 says. */
    default List<Placed> copy(long mailbox, List<ObjectId> emails, MailAccount target, long targetMailbox)
            throws MailRefusal, IOException {
        return copy(mailbox, emails, target, targetMailbox, _ -> {});
    }

    /**
     * As {@link #copy(long, List, MailAccount, long)}: all, or none. Where there are so many that it takes several transactions and the
     * server is killed between them, what was copied goes again soon after its next start.
     *
     * @param progress is told now and then how many more are done
     */
    List<Placed> copy(long mailbox, List<ObjectId> emails, MailAccount target, long targetMailbox, IntConsumer progress)
            throws MailRefusal, IOException;

    /** Moves messages to another mailbox, in the order given; within an account they stay the emails they are. */
    default List<Placed> move(long mailbox, List<ObjectId> emails, MailAccount target, long targetMailbox)
            throws MailRefusal, IOException {
        return move(mailbox, emails, target, targetMailbox, _ -> {});
    }

    /**
     * As {@link #move(long, List, MailAccount, long)}.
     *
     * @param progress is told now and then how many more are done
     */
    List<Placed> move(long mailbox, List<ObjectId> emails, MailAccount target, long targetMailbox, IntConsumer progress)
            throws MailRefusal, IOException;

    // RFC 8621 §4.1.1: what IMAP does not care about, the store does
    private static Set<String> lower(Set<String> keywords) {
        return keywords.stream()
                .map(keyword -> keyword.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A message while it arrives: written to its blob and parsed at once. For one thread at a time. Closed unfinished, it leaves nothing. */
    interface Arriving extends AutoCloseable {
        /** Adds bytes. */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /** All of it came; durable when this returns. */
        StoredEmail finish() throws IOException;

        @Override
        void close();
    }

    /**
     * A message to add.
     *
     * @param keywords valid JMAP keywords (RFC 8621 §4.1.1), which are in lower case
     * @param deleted marked deleted
     */
    record NewEmail(StoredEmail email, Set<String> keywords, boolean deleted, Instant received) {
        public NewEmail {
            keywords = lower(keywords);
        }
    }

    /** The email that a new one takes the place of. */
    record Replaced(ObjectId email, long mailbox) {}

    /** Where a message is now. */
    record Added(ObjectId email, long uid) {}

    /** What became of a message of another mailbox: its UID there and its UID in the target. */
    record Placed(ObjectId source, long sourceUid, ObjectId email, long uid) {}

    /**
     * A change of keywords.
     *
     * @param mode whether they are added, removed, or all there are
     * @param deleted whether the mark {@code \Deleted} is among them
     */
    record Change(Mode mode, Set<String> keywords, boolean deleted) {
        public Change {
            keywords = lower(keywords);
        }

        /** What to do with keywords. */
        public enum Mode {
            ADD,
            REMOVE,
            REPLACE
        }
    }

    /**
     * What {@link #mark} did.
     *
     * @param done those that are now as wanted, whether they had to be changed or not
     * @param modified those left alone, because they were changed since
     */
    record Marked(List<ObjectId> done, List<ObjectId> modified) {}
}
