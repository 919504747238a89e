package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Takes messages out of a mailbox (RFC 9051 §6.4.3). */
record Expunging(Standing standing, long mailbox, boolean onlyDeleted) {
    Map<ObjectId, Long> expunge(Collection<ObjectId> emails) throws MailRefusal, IOException {
        Map<ObjectId, Long> gone = new LinkedHashMap<>();
        for (List<ObjectId> slice : Slices.of(List.copyOf(new LinkedHashSet<>(emails)))) {
            gone.putAll(standing.account().<Map<ObjectId, Long>, MailRefusal>write(tx -> expunge(tx, slice)));
        }
        return gone;
    }

    private Map<ObjectId, Long> expunge(Transaction tx, List<ObjectId> emails) throws MailRefusal, IOException {
        standing.need(tx.snapshot(), mailbox, "e");
        Aftermath aftermath = standing.aftermath(tx);
        Map<ObjectId, Long> gone = new LinkedHashMap<>();
        for (ObjectId id : emails) {
            Row row = tx.row(id);
            Member member = row == null ? null : Flags.in(row.get(OfEmail.MAILBOXES), mailbox);
            if (row != null && member != null && (member.deleted() || !onlyDeleted)) {
                Filing.takeOut(tx, aftermath, id, row, Set.of(mailbox));
                gone.put(id, member.uid());
            }
        }
        return gone;
    }
}
