package org.mailbay.jmap.mail.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfAnnotation;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/**
 * Takes the emails out of mailboxes that are to be destroyed (RFC 8621 §2.5, {@code onDestroyRemoveEmails}).
 *
 * <p>A transaction holds only so many rows, so a full mailbox is emptied by several, and destroyed by the last of them: at any time, also
 * after a crash, the mailbox is there with what is still in it, no email is nowhere, and what is in other mailboxes too only has left
 * this one.
 */
final class Emptying {
    /** Emails of one transaction. */
    static final int SLICE = 300;

    private final Account account;
    private final Transaction tx;
    private final MailIndex index;
    private final Objects emails;

    Emptying(Account account, Transaction tx, MailIndex index) {
        this.account = account;
        this.tx = tx;
        this.index = index;
        emails = tx.snapshot().objects(Mail.EMAIL);
    }

    /** Whether no client sees an email in the mailbox. */
    boolean isEmpty(ObjectId mailbox) {
        boolean[] empty = {true};
        emails.in(OfEmail.MAILBOXES, mailbox.number()).descending(ordinal -> {
            empty[0] = emails.get(OfEmail.MAILBOXES, ordinal).stream()
                    .noneMatch(member -> member.container() == mailbox.number() && !member.deleted());
            return empty[0];
        });
        return empty[0];
    }

    /** Takes out a slice; false when there is more. */
    boolean run(Set<Long> mailboxes) throws IOException {
        Aftermath aftermath = new Aftermath(account, tx, index);
        int left = SLICE;
        for (long mailbox : mailboxes) {
            List<Integer> some = new ArrayList<>();
            int most = left;
            emails.in(OfEmail.MAILBOXES, mailbox).descending(ordinal -> {
                some.add(ordinal);
                return some.size() <= most;
            });
            for (int ordinal : some) {
                if (left-- == 0) {
                    return false;
                }
                takeOut(emails.id(ordinal), mailboxes, aftermath);
            }
        }
        return forget(mailboxes, left);
    }

    /** What was noted of the mailboxes goes with them (RFC 5464 §4.1); false when there is more. */
    private boolean forget(Set<Long> mailboxes, int most) {
        Objects annotations = tx.snapshot().objects(Mail.ANNOTATION);
        if (mailboxes.isEmpty() || annotations.all().size() == 0) {
            return true;
        }
        List<ObjectId> theirs = new ArrayList<>();
        annotations.all().forEach(ordinal -> {
            if (mailboxes.contains(annotations.get(OfAnnotation.MAILBOX, ordinal))) {
                theirs.add(annotations.id(ordinal));
            }
        });
        theirs.stream().limit(most).forEach(id -> tx.destroy(Mail.ANNOTATION, id));
        return theirs.size() <= most;
    }

    private void takeOut(ObjectId id, Set<Long> mailboxes, Aftermath aftermath) throws IOException {
        Row row = tx.row(id);
        if (row == null) {
            return; // it was in another of them, too
        }
        Filing.takeOut(tx, aftermath, id, row, mailboxes);
    }
}
