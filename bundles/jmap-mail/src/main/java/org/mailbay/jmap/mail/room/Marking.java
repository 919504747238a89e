package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount.Change;
import org.mailbay.mail.MailAccount.Change.Mode;
import org.mailbay.mail.MailAccount.Marked;
import org.mailbay.mail.MailRefusal;
import org.mailbay.mail.MailRefusal.Reason;
import org.mailbay.mail.MailboxRights;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/**
 * Changes flags of messages (RFC 9051 §6.4.6): keywords, which an email has wherever it is, and the mark {@code \Deleted}, which it has in
 * one mailbox.
 */
final class Marking {
    private final Standing standing;
    private final long mailbox;
    private final Change change;
    private final long unchangedSince;

    Marking(Standing standing, long mailbox, Change change, long unchangedSince) {
        this.standing = standing;
        this.mailbox = mailbox;
        this.change = change;
        this.unchangedSince = unchangedSince;
    }

    Marked mark(Collection<ObjectId> emails) throws MailRefusal, IOException {
        for (String keyword : change.keywords()) {
            if (!EmailLimits.isKeyword(keyword)) {
                throw new MailRefusal(Reason.CANNOT, "no keyword");
            }
        }
        List<ObjectId> done = new ArrayList<>(emails.size());
        List<ObjectId> modified = new ArrayList<>();
        for (List<ObjectId> slice : Slices.of(List.copyOf(new LinkedHashSet<>(emails)))) {
            Marked marked = standing.account().<Marked, MailRefusal>write(tx -> mark(tx, slice));
            done.addAll(marked.done());
            modified.addAll(marked.modified());
        }
        return new Marked(done, modified);
    }

    private Marked mark(Transaction tx, List<ObjectId> emails) throws MailRefusal, IOException {
        MailboxRights rights = standing.need(tx.snapshot(), mailbox, "");
        checkSome(rights);
        Access access = standing.access(tx.snapshot());
        Aftermath aftermath = standing.aftermath(tx);
        Objects before = tx.snapshot().objects(Mail.EMAIL);
        List<ObjectId> done = new ArrayList<>(emails.size());
        List<ObjectId> modified = new ArrayList<>();
        for (ObjectId id : emails) {
            Row row = tx.row(id);
            Member member = row == null ? null : Flags.in(row.get(OfEmail.MAILBOXES), mailbox);
            if (row == null || member == null) {
                continue;
            }
            if (unchangedSince != Long.MAX_VALUE && before.modSeq(before.ordinal(id)) > unchangedSince) {
                modified.add(id); // RFC 7162 §3.1.3
                continue;
            }
            Row after = after(row, member, rights, access);
            if (!after.equals(row)) {
                tx.update(Mail.EMAIL, id, after);
                aftermath.changed(id, row, java.util.Objects.requireNonNull(tx.row(id)));
            }
            done.add(id);
        }
        return new Marked(done, modified);
    }

    /** RFC 4314 §4: flags that one may not change are left alone; it fails who may change none. */
    private void checkSome(MailboxRights rights) throws MailRefusal {
        boolean isNothing = change.mode() != Mode.REPLACE
                && !change.deleted()
                && change.keywords().isEmpty();
        boolean maySome = change.mode() == Mode.REPLACE
                ? rights.hasAny("swt")
                : change.deleted() && Flags.mayDelete(rights)
                        || change.keywords().stream().anyMatch(keyword -> Flags.may(rights, keyword));
        if (!isNothing && !maySome) {
            throw new MailRefusal(Reason.NO_PERMISSION, "that takes other rights");
        }
    }

    private Row after(Row row, Member member, MailboxRights rights, Access access) throws MailRefusal {
        Row after = row;
        Set<String> old = row.get(OfEmail.KEYWORDS);
        Set<String> keywords = keywords(old);
        if (!keywords.equals(old)) {
            keep(old, keywords, row, rights, access);
            if (!standing.limits().allow(keywords, old)) {
                throw new MailRefusal(Reason.LIMIT, "too many keywords");
            }
            after = after.with(OfEmail.KEYWORDS, keywords);
        }
        boolean deleted = deleted(member.deleted());
        if (deleted != member.deleted() && Flags.mayDelete(rights)) {
            after = after.with(OfEmail.MAILBOXES, marked(row.get(OfEmail.MAILBOXES), member, deleted));
        }
        return after;
    }

    private Set<String> keywords(Set<String> old) {
        Set<String> keywords = new HashSet<>(change.mode() == Mode.REPLACE ? Set.of() : old);
        if (change.mode() == Mode.REMOVE) {
            keywords.removeAll(change.keywords());
        } else {
            keywords.addAll(change.keywords());
        }
        return keywords;
    }

    private boolean deleted(boolean old) {
        return switch (change.mode()) {
            case ADD -> old || change.deleted();
            case REMOVE -> old && !change.deleted();
            case REPLACE -> change.deleted();
        };
    }

    /** Leaves those keywords as they were that the principal may not change: here, or in another mailbox where it sees the email. */
    private static void keep(Set<String> old, Set<String> keywords, Row row, MailboxRights rights, Access access) {
        if (access.isOwn()) {
            return;
        }
        boolean maySeen = rights.hasAll("s") && access.mayInAll(row.get(OfEmail.MAILBOXES), Right.MAY_SET_SEEN);
        boolean mayOthers = rights.hasAll("w") && access.mayInAll(row.get(OfEmail.MAILBOXES), Right.MAY_SET_KEYWORDS);
        keywords.removeIf(keyword -> !old.contains(keyword) && !(keyword.equals("$seen") ? maySeen : mayOthers));
        for (String keyword : old) {
            if (!(keyword.equals("$seen") ? maySeen : mayOthers)) {
                keywords.add(keyword);
            }
        }
    }

    private static List<Member> marked(List<Member> members, @Nullable Member one, boolean deleted) {
        return members.stream()
                .map(member -> member.equals(one) ? member.marked(deleted) : member)
                .toList();
    }
}
