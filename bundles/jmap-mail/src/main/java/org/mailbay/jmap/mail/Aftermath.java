package org.mailbay.jmap.mail;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Account;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.Transaction.Touch;

/**
 * Logs what follows from changes of emails: the counts of mailboxes (RFC 8621 §2) and threads (RFC 8621 §3). For one transaction.
 *
 * <p>Tell it of a change when the transaction has it.
 */
public final class Aftermath {
    private final Account account;
    private final Transaction tx;
    private final MailIndex index;

    /** What the transaction itself has added to threads, by thread. */
    private final Map<Long, Set<ObjectId>> added = new HashMap<>();

    private final Map<Long, int[]> members = new HashMap<>();
    private final Map<Long, Set<Long>> mailboxes = new HashMap<>();

    public Aftermath(Account account, Transaction tx, MailIndex index) {
        this.account = account;
        this.tx = tx;
        this.index = index;
    }

    /** An email was added. */
    public void created(ObjectId id, Row email) throws IOException {
        appeared(id, email);
        touchMailboxes(Row.EMPTY, email);
    }

    /** Whether the thread has an email that clients see: a thread's id is not used again. */
    boolean isAlive(long thread) throws IOException {
        ObjectId first = Mail.EMAIL.id(thread);
        Row row = tx.row(first);
        return row != null && Mail.isVisible(row) && row.get(OfEmail.THREAD_NUMBER) == thread
                || hasOthers(thread, first);
    }

    /** An email's keywords or mailboxes have changed. */
    public void changed(ObjectId id, Row before, Row after) throws IOException {
        boolean was = Mail.isVisible(before);
        boolean is = Mail.isVisible(after);
        if (is && !was) {
            appeared(id, after);
        } else if (was && !is) {
            disappeared(id, before);
        }
        touchMailboxes(before, after);
    }

    /** An email was removed. */
    public void destroyed(ObjectId id, Row email) throws IOException {
        if (Mail.isVisible(email)) {
            disappeared(id, email);
        }
        touchMailboxes(email, Row.EMPTY);
    }

    private void appeared(ObjectId id, Row email) throws IOException {
        if (!Mail.isVisible(email)) {
            return;
        }
        long thread = email.get(OfEmail.THREAD_NUMBER);
        tx.touch(Mail.THREAD, Mail.THREAD.id(thread), hasOthers(thread, id) ? Touch.UPDATED : Touch.CREATED);
        added.computeIfAbsent(thread, _ -> new HashSet<>()).add(id);
    }

    private void disappeared(ObjectId id, Row email) throws IOException {
        long thread = email.get(OfEmail.THREAD_NUMBER);
        tx.touch(Mail.THREAD, Mail.THREAD.id(thread), hasOthers(thread, id) ? Touch.UPDATED : Touch.DESTROYED);
    }

    private boolean hasOthers(long thread, ObjectId id) throws IOException {
        Objects emails = tx.snapshot().objects(Mail.EMAIL);
        return Arrays.stream(members(thread)).mapToObj(emails::id).anyMatch(member -> isOther(member, id))
                || added.getOrDefault(thread, Set.of()).stream().anyMatch(member -> isOther(member, id));
    }

    private boolean isOther(ObjectId member, ObjectId id) {
        Row row = member.equals(id) ? null : tx.row(member);
        return row != null && Mail.isVisible(row);
    }

    private int[] members(long thread) throws IOException {
        int[] known = members.get(thread);
        if (known == null) {
            Objects emails = tx.snapshot().objects(Mail.EMAIL);
            // A thread's number is that of its first email: if that is new, so is the thread
            boolean isNew = tx.row(Mail.EMAIL.id(thread)) != null && emails.ordinal(Mail.EMAIL.id(thread)) < 0;
            known = isNew ? new int[0] : index.members(account, emails, thread);
            members.put(thread, known);
        }
        return known;
    }

    private void touchMailboxes(Row before, Row after) throws IOException {
        Set<Long> touched = new HashSet<>();
        boolean moved = !before.get(OfEmail.MAILBOXES).equals(after.get(OfEmail.MAILBOXES));
        if (moved) {
            addMailboxes(before, touched);
            addMailboxes(after, touched);
        }
        boolean wasUnread = isUnread(before);
        boolean isUnread = isUnread(after);
        if (wasUnread != isUnread || moved && isUnread) {
            addMailboxes(after, touched);
            // unreadThreads of every mailbox that has an email of the thread (RFC 8621 §2)
            Row some = isUnread ? after : before;
            touched.addAll(mailboxesOf(some.get(OfEmail.THREAD_NUMBER)));
        }
        touched.forEach(mailbox -> tx.touch(Mail.MAILBOX, Mail.MAILBOX.id(mailbox), Touch.COUNTS));
    }

    private static boolean isUnread(Row email) {
        return !email.get(OfEmail.MAILBOXES).isEmpty() && Mail.isUnread(email.get(OfEmail.KEYWORDS));
    }

    private static void addMailboxes(Row email, Set<Long> mailboxes) {
        email.get(OfEmail.MAILBOXES).forEach(member -> mailboxes.add(member.container()));
    }

    /** Where a thread has been or is by now. */
    private Set<Long> mailboxesOf(long thread) throws IOException {
        Set<Long> known = mailboxes.get(thread);
        if (known == null) {
            known = new HashSet<>();
            Objects emails = tx.snapshot().objects(Mail.EMAIL);
            for (int member : members(thread)) {
                for (Member membership : emails.get(OfEmail.MAILBOXES, member)) {
                    known.add(membership.container());
                }
            }
            mailboxes.put(thread, known);
        }
        Set<Long> all = new HashSet<>(known);
        for (ObjectId id : added.getOrDefault(thread, Set.of())) {
            Row row = tx.row(id);
            if (row != null) {
                addMailboxes(row, all);
            }
        }
        return all;
    }
}
