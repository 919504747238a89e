package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount.Placed;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Makes copies of messages in another mailbox (RFC 9051 §6.4.7): emails of their own with the same blob. */
record Copying(Standing from, long mailbox, Standing to, long target) {
    /** Emails that are read before the first of them is copied. */
    private static final int READ = 300;

    List<Placed> copy(List<ObjectId> emails, IntConsumer progress) throws MailRefusal, IOException {
        from.need(from.account().snapshot(), mailbox, "r");
        List<ObjectId> ids = List.copyOf(new LinkedHashSet<>(emails));
        List<Placed> placed = new ArrayList<>(ids.size());
        Unfinished unfinished = new Unfinished(target);
        try {
            for (int at = 0; at < ids.size(); at += READ) {
                List<ObjectId> some = ids.subList(at, Math.min(ids.size(), at + READ));
                List<Original> originals = Original.read(from.account(), mailbox, some, to.account());
                boolean isEnd = at + READ >= ids.size();
                List<List<Original>> slices = Slices.of(originals, original -> Filing.rows(original.email()));
                for (int i = 0; i < slices.size(); i++) {
                    List<Original> slice = slices.get(i);
                    boolean isLast = isEnd && i == slices.size() - 1;
                    placed.addAll(add(slice, unfinished, isLast));
                    progress.accept(slice.size());
                }
            }
            unfinished.finish(to.account());
            return placed;
        } catch (OverQuotaException e) {
            undo(placed);
            throw new MailRefusal(Reason.OVER_QUOTA, "the account is full");
        } catch (MailRefusal | IOException | RuntimeException e) {
            undo(placed);
            throw e;
        }
    }

    private List<Placed> add(List<Original> slice, Unfinished unfinished, boolean isLast)
            throws MailRefusal, IOException {
        return to.account().<List<Placed>, MailRefusal>write(tx -> {
            List<Placed> placed = copy(tx, slice);
            unfinished.note(tx, placed.stream().map(Placed::email).toList(), isLast);
            return placed;
        });
    }

    private List<Placed> copy(Transaction tx, List<Original> originals) throws MailRefusal, IOException {
        MailboxRights rights = to.need(tx.snapshot(), target, "i");
        Aftermath aftermath = to.aftermath(tx);
        List<Placed> placed = new ArrayList<>(originals.size());
        for (Original read : originals) {
            Original original = now(tx, read);
            if (original != null) {
                placed.add(file(tx, aftermath, original, rights));
            }
        }
        return placed;
    }

    /** As it is now, where that is known to the transaction; null when it is not in the mailbox any more. */
    private @Nullable Original now(Transaction tx, Original read) {
        if (!from.account().id().equals(to.account().id())) {
            return read;
        }
        Row row = tx.row(read.id());
        Member member = row == null ? null : Flags.in(row.get(OfEmail.MAILBOXES), mailbox);
        return row == null || member == null ? null : Original.of(read.id(), read.email(), member, row);
    }

    /** Adds one copy. */
    Placed file(Transaction tx, Aftermath aftermath, Original original, MailboxRights rights) throws IOException {
        // RFC 9051 §6.4.7: the flags and the internal date are preserved
        Member member = new Member(target, 0, 0, original.member().deleted() && Flags.mayDelete(rights));
        ObjectId id = Filing.file(
                tx,
                aftermath,
                original.email(),
                List.of(member),
                Flags.allowed(original.keywords(), rights),
                original.received());
        return new Placed(original.id(), original.member().uid(), id, Adding.uid(tx, id, target));
    }

    // RFC 9051 §6.4.7: the target is left as it was
    private void undo(List<Placed> placed) {
        new Undoing(to.account(), to.index(), target)
                .undo(placed.stream().map(Placed::email).toList());
    }
}
