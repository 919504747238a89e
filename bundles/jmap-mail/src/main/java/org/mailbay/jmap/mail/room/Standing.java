package org.mailbay.jmap.mail.room;

import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Account;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Transaction;

/** Who is in which account, and what changes of its mail take. */
record Standing(RoomView view, MailIndex index, EmailLimits limits) {
    Account account() {
        return view.account();
    }

    Access access(Snapshot snapshot) {
        return Access.of(view.at(snapshot));
    }

    /** What the principal may do in a mailbox; nothing where there is none. */
    MailboxRights rights(Snapshot snapshot, long mailbox) {
        boolean exists = mailbox > 0 && snapshot.objects(Mail.MAILBOX).ordinal(Mail.MAILBOX.id(mailbox)) >= 0;
        return exists ? access(snapshot).rights(mailbox) : MailboxRights.NONE;
    }

    Aftermath aftermath(Transaction tx) {
        return new Aftermath(view.account(), tx, index);
    }

    /**
     * What the principal may do in a mailbox.
     *
     * @param needed letters of RFC 4314, all of which it must have; with none, it must see the mailbox
     * @throws MailRefusal NONEXISTENT for a mailbox that it does not see either
     */
    MailboxRights need(Snapshot snapshot, long mailbox, String needed) throws MailRefusal {
        MailboxRights rights = rights(snapshot, mailbox);
        if (!rights.letters().isEmpty() && rights.hasAll(needed.isEmpty() ? "l" : needed)) {
            return rights;
        }
        // RFC 4314 §6: who may not look a mailbox up is not told that it exists
        throw rights.hasAll("l")
                ? new MailRefusal(Reason.NO_PERMISSION, "that takes the rights " + needed)
                : new MailRefusal(Reason.NONEXISTENT, "there is no such mailbox");
    }
}
