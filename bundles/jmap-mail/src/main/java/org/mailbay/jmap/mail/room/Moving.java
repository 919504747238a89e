package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount.Placed;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/**
 * Moves messages to another mailbox (RFC 6851). Within an account they stay the emails they are, but for one that is in the target
 * already: of that there are two afterwards, as there were two messages before.
 */
record Moving(Standing from, long mailbox, Standing to, long target) {
    List<Placed> move(List<ObjectId> emails, IntConsumer progress) throws MailRefusal, IOException {
        List<ObjectId> ids = List.copyOf(new LinkedHashSet<>(emails));
        List<Placed> placed = new ArrayList<>(ids.size());
        boolean within = from.account().id().equals(to.account().id());
        for (List<ObjectId> slice : Slices.of(ids, id -> isThere(id) ? Filing.mostRows() + 1 : 1)) {
            placed.addAll(within ? within(slice) : across(slice));
            progress.accept(slice.size());
        }
        return placed;
    }

    /** Whether it is in the target already. */
    private boolean isThere(ObjectId id) {
        org.mailbay.store.Objects emails = from.account().snapshot().objects(Mail.EMAIL);
        int ordinal = emails.ordinal(id);
        return ordinal >= 0 && emails.uid(OfEmail.MAILBOXES, ordinal, target) != 0;
    }

    /** Copies first: a message may be there twice for a moment, or after a crash, and is never nowhere. */
    private List<Placed> across(List<ObjectId> emails) throws MailRefusal, IOException {
        from.need(from.account().snapshot(), mailbox, "rte");
        List<Placed> copies = new Copying(from, mailbox, to, target).copy(emails, _ -> {});
        new Expunging(from, mailbox, false)
                .expunge(copies.stream().map(Placed::source).toList());
        return copies;
    }

    private List<Placed> within(List<ObjectId> emails) throws MailRefusal, IOException {
        try {
            return from.account().<List<Placed>, MailRefusal>write(tx -> within(tx, emails));
        } catch (OverQuotaException e) {
            throw new MailRefusal(Reason.OVER_QUOTA, "the account is full");
        }
    }

    private List<Placed> within(Transaction tx, List<ObjectId> emails) throws MailRefusal, IOException {
        from.need(tx.snapshot(), mailbox, "rte"); // RFC 6851 §4.1
        MailboxRights rights = to.need(tx.snapshot(), target, "i");
        Aftermath aftermath = from.aftermath(tx);
        List<Placed> placed = new ArrayList<>(emails.size());
        for (ObjectId id : emails) {
            Row row = tx.row(id);
            Member member = row == null ? null : Flags.in(row.get(OfEmail.MAILBOXES), mailbox);
            if (row == null || member == null) {
                continue;
            }
            boolean isThere = mailbox != target && Flags.in(row.get(OfEmail.MAILBOXES), target) != null;
            if (isThere) {
                StoredEmail email = StoredEmail.fromBytes(Objects.requireNonNull(tx.bytes(id)));
                Original original = Original.of(id, email, member, row);
                placed.add(new Copying(from, mailbox, to, target).file(tx, aftermath, original, rights));
                Filing.takeOut(tx, aftermath, id, row, Set.of(mailbox));
            } else {
                placed.add(move(tx, aftermath, id, row, member, rights));
            }
        }
        return placed;
    }

    private Placed move(Transaction tx, Aftermath aftermath, ObjectId id, Row row, Member member, MailboxRights rights)
            throws IOException {
        List<Member> members = new ArrayList<>(row.get(OfEmail.MAILBOXES));
        members.removeIf(other -> other.container() == mailbox || other.container() == target);
        members.add(new Member(target, 0, 0, member.deleted() && Flags.mayDelete(rights)));
        tx.update(Mail.EMAIL, id, row.with(OfEmail.MAILBOXES, members));
        aftermath.changed(id, row, Objects.requireNonNull(tx.row(id)));
        return new Placed(id, member.uid(), id, Adding.uid(tx, id, target));
    }
}
