package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes emails out of a mailbox again that were added to it a moment ago, whatever the principal may do there. */
record Undoing(Account account, MailIndex index, long mailbox) {
    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);

    /** Logs what it cannot do: the caller has a failure to tell of already. */
    void undo(List<ObjectId> emails) {
        try {
            remove(emails);
        } catch (IOException | RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .log(
                            "event=mailroom.undo outcome=failed account={} mailbox={} emails={}",
                            account.id(),
                            mailbox,
                            emails.size());
        }
    }

    void remove(List<ObjectId> emails) throws IOException {
        for (List<ObjectId> slice : Slices.of(emails)) {
            account.<@Nullable Void, RuntimeException>write(tx -> {
                Aftermath aftermath = new Aftermath(account, tx, index);
                for (ObjectId id : slice) {
                    Row row = tx.row(id);
                    if (row != null && Flags.in(row.get(OfEmail.MAILBOXES), mailbox) != null) {
                        Filing.takeOut(tx, aftermath, id, row, Set.of(mailbox));
                    }
                }
                return null;
            });
        }
    }
}
