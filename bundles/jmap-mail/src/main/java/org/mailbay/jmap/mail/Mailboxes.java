package org.mailbay.jmap.mail;

import java.io.IOException;
import java.util.List;
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
    public static final String TRASH = "trash";

    private record Standard(String name, String role) {}

    /** RFC 6154 §2, RFC 8621 §2. */
    private static final List<Standard> STANDARD = List.of(
            new Standard("Inbox", INBOX),
            new Standard("Drafts", "drafts"),
            new Standard("Sent", "sent"),
            new Standard("Archive", "archive"),
            new Standard("Junk", "junk"),
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

    /** The inbox, made with the other standard mailboxes when the account has none yet. */
    static ObjectId inbox(Transaction tx) {
        Objects mailboxes = tx.snapshot().objects(Mail.MAILBOX);
        ObjectId inbox = withRole(mailboxes, INBOX);
        if (inbox != null) {
            return inbox;
        }
        return prepare(tx);
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

    private static ObjectId prepare(Transaction tx) {
        Objects mailboxes = tx.snapshot().objects(Mail.MAILBOX);
        ObjectId inbox = withRole(mailboxes, INBOX);
        int order = 0;
        for (Standard standard : STANDARD) {
            order++;
            if (withRole(mailboxes, standard.role) != null) {
                continue;
            }
            Row row = Row.EMPTY
                    .with(OfMailbox.NAME, standard.name)
                    .with(OfMailbox.ROLE, standard.role)
                    .with(OfMailbox.SORT_ORDER, order)
                    .with(OfMailbox.SUBSCRIBED, 1);
            ObjectId id = tx.create(Mail.MAILBOX, row, new byte[0], List.of());
            inbox = inbox == null ? id : inbox; // the inbox is the first
        }
        if (inbox == null) {
            throw new IllegalStateException("no inbox");
        }
        return inbox;
    }
}
