package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;

/** Takes emails out of a mailbox again that were added to it a moment ago, whatever the principal may do there. */
record Undoing(Standing standing, long mailbox) {
    void remove(List<ObjectId> emails) throws IOException {
        for (List<ObjectId> slice : Slices.of(emails)) {
            standing.account().<@Nullable Void, RuntimeException>write(tx -> {
                Aftermath aftermath = standing.aftermath(tx);
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
