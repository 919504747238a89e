package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailAccount.Replaced;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Adds messages to a mailbox (RFC 9051 §6.3.12): all or none, in several transactions when they are many. */
final class Adding {
    /** Messages that are added at once. */
    private static final int MOST = 1_000;

    private final Standing standing;
    private final long mailbox;

    Adding(Standing standing, long mailbox) {
        this.standing = standing;
        this.mailbox = mailbox;
    }

    List<Added> add(List<NewEmail> emails, @Nullable Replaced replaced) throws MailRefusal, IOException {
        if (emails.size() > MOST) {
            throw new MailRefusal(Reason.LIMIT, "at most " + MOST + " messages at once");
        }
        for (NewEmail email : emails) {
            check(email.keywords());
        }
        List<List<NewEmail>> slices = Slices.of(emails, email -> Filing.rows(email.email()));
        List<Added> added = new ArrayList<>();
        Unfinished unfinished = new Unfinished(mailbox);
        try {
            for (int i = 0; i < slices.size(); i++) {
                boolean isLast = i == slices.size() - 1;
                List<NewEmail> slice = slices.get(i);
                added.addAll(standing.account().<List<Added>, MailRefusal>write(tx -> {
                    List<Added> some = add(tx, slice, isLast ? replaced : null);
                    unfinished.note(tx, some.stream().map(Added::email).toList(), isLast);
                    return some;
                }));
            }
            return added;
        } catch (OverQuotaException e) {
            undo(added);
            throw new MailRefusal(Reason.OVER_QUOTA, "the account is full");
        } catch (MailRefusal | IOException | RuntimeException e) {
            undo(added);
            throw e;
        }
    }

    private void check(Set<String> keywords) throws MailRefusal {
        for (String keyword : keywords) {
            if (!EmailLimits.isKeyword(keyword)) {
                throw new MailRefusal(Reason.CANNOT, "no keyword");
            }
        }
        if (!standing.limits().allow(keywords, Set.of())) {
            throw new MailRefusal(Reason.LIMIT, "too many keywords");
        }
    }

    private List<Added> add(Transaction tx, List<NewEmail> emails, @Nullable Replaced replaced)
            throws MailRefusal, IOException {
        MailboxRights rights = standing.need(tx.snapshot(), mailbox, "i");
        Aftermath aftermath = standing.aftermath(tx);
        List<Added> added = new ArrayList<>();
        for (NewEmail email : emails) {
            Member member = new Member(mailbox, 0, 0, email.deleted() && Flags.mayDelete(rights));
            ObjectId id = Filing.file(
                    tx,
                    aftermath,
                    email.email(),
                    List.of(member),
                    Flags.allowed(email.keywords(), rights),
                    email.received());
            added.add(new Added(id, uid(tx, id, mailbox)));
        }
        if (replaced != null) {
            takeOut(tx, aftermath, replaced);
        }
        return added;
    }

    static long uid(Transaction tx, ObjectId id, long mailbox) {
        List<Member> members = Objects.requireNonNull(tx.row(id)).get(OfEmail.MAILBOXES);
        return Objects.requireNonNull(Flags.in(members, mailbox)).uid();
    }

    // RFC 8508 §3.1: as STORE of \Deleted and EXPUNGE
    private void takeOut(Transaction tx, Aftermath aftermath, Replaced replaced) throws MailRefusal, IOException {
        standing.need(tx.snapshot(), replaced.mailbox(), "te");
        Row row = tx.row(replaced.email());
        if (row == null || Flags.in(row.get(OfEmail.MAILBOXES), replaced.mailbox()) == null) {
            throw new MailRefusal(Reason.NONEXISTENT, "the message to replace is no longer there");
        }
        Filing.takeOut(tx, aftermath, replaced.email(), row, Set.of(replaced.mailbox()));
    }

    /** Takes out what was added before something failed: nobody is to find half of it. */
    private void undo(List<Added> added) {
        new Undoing(standing.account(), standing.index(), mailbox)
                .undo(added.stream().map(Added::email).toList());
    }
}
