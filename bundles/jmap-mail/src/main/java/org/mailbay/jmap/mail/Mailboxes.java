package org.mailbay.jmap.mail;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Transaction;

/** The mailboxes that every account has. */
public final class Mailboxes {
    public static final String INBOX = "inbox";
    public static final String JUNK = "junk";
    public static final String SENT = "sent";
    public static final String TRASH = "trash";

    private record Standard(String name, String role) {}

    /** RFC 6154 §2, RFC 8621 §2. */
    private static final List<Standard> STANDARD = List.of(
            new Standard("Inbox", INBOX),
            new Standard("Drafts", "drafts"),
            new Standard("Sent", SENT),
            new Standard("Archive", "archive"),
            new Standard("Junk", JUNK),
            new Standard("Trash", TRASH));

    private Mailboxes() {}

    /** Makes the standard mailboxes of an account that has none yet; returns the account's newest snapshot. */
    public static Snapshot prepared(Account account) throws IOException {
        Snapshot snapshot = account.snapshot();
        if (snapshot.objects(Mail.MAILBOX).all().size() > 0) {
            return snapshot;
        }
        account.<Void, RuntimeException>write(tx -> {
            prepare(tx);
            return null;
        });
        return account.snapshot();
    }

    /** The mailbox that has a standard role; made when there is none, with all others when the account has none yet. */
    static ObjectId standard(Transaction tx, String role) {
        Objects mailboxes = tx.snapshot().objects(Mail.MAILBOX);
        ObjectId found = withRole(mailboxes, role);
        if (found != null) {
            return found;
        }
        if (withRole(mailboxes, INBOX) == null) {
            return prepare(tx).get(role);
        }
        for (int i = 0; i < STANDARD.size(); i++) {
            if (STANDARD.get(i).role.equals(role)) {
                ObjectId named = named(mailboxes, STANDARD.get(i).name);
                return named != null ? named : make(tx, i);
            }
        }
        throw new IllegalArgumentException("role " + role);
    }

    /** The mailbox without a parent that has this name; null when there is none. */
    private static @Nullable ObjectId named(Objects mailboxes, String name) {
        for (int ordinal : mailboxes.all().toArray()) {
            if (mailboxes.get(OfMailbox.NAME, ordinal).equalsIgnoreCase(name)
                    && mailboxes.get(OfMailbox.PARENT, ordinal) == 0) {
                return mailboxes.id(ordinal);
            }
        }
        return null;
    }

    /** The mailbox that has a role; null when there is none. */
    public static @Nullable ObjectId withRole(Objects mailboxes, String role) {
        for (int ordinal : mailboxes.all().toArray()) {
            if (mailboxes.get(OfMailbox.ROLE, ordinal).equals(role)) {
                return mailboxes.id(ordinal);
            }
        }
        return null;
    }

    /** Makes those that are not there; by role, all of them. */
    private static Map<String, ObjectId> prepare(Transaction tx) {
        Objects mailboxes = tx.snapshot().objects(Mail.MAILBOX);
        Map<String, ObjectId> all = new HashMap<>();
        for (int i = 0; i < STANDARD.size(); i++) {
            String role = STANDARD.get(i).role;
            ObjectId found = withRole(mailboxes, role);
            all.put(role, found != null ? found : make(tx, i));
        }
        return all;
    }

    private static ObjectId make(Transaction tx, int i) {
        Row row = Row.EMPTY
                .with(OfMailbox.NAME, STANDARD.get(i).name)
                .with(OfMailbox.ROLE, STANDARD.get(i).role)
                .with(OfMailbox.SORT_ORDER, i + 1)
                .with(OfMailbox.SUBSCRIBED, 1);
        return tx.create(Mail.MAILBOX, row, new byte[0], List.of());
    }
}
