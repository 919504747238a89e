package org.mailbay.jmap.mail.email;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.Transaction.Touch;
import org.mailbay.store.spi.Schema.Restored;

/** Touches what follows from emails that a restore changed: threads (RFC 8621 §3) and the counts of mailboxes (RFC 8621 §2). */
final class RestoredEmails {
    /** A thread's visible emails. */
    private static final class Of {
        private int before;
        private int more;
        private boolean isOther;
    }

    private final Transaction tx;
    private final Map<Long, Of> threads = new HashMap<>();
    private final Set<Long> mailboxes = new LinkedHashSet<>();

    private RestoredEmails(Transaction tx) {
        this.tx = tx;
    }

    static void followUp(Transaction tx, List<Restored> changes) {
        RestoredEmails emails = new RestoredEmails(tx);
        for (Restored change : changes) {
            emails.add(change.before(), -1);
            emails.add(change.after(), 1);
            emails.compare(change);
        }
        emails.lookAtThreads();
        emails.touch();
    }

    private void add(@Nullable Row email, int by) {
        if (email != null) {
            Of thread = threads.computeIfAbsent(email.get(OfEmail.THREAD_NUMBER), _ -> new Of());
            thread.more += isVisible(email) ? by : 0;
            email.get(OfEmail.MAILBOXES).forEach(member -> mailboxes.add(member.container()));
        }
    }

    private static boolean isVisible(@Nullable Row email) {
        return email != null && Mail.isVisible(email);
    }

    private void compare(Restored change) {
        if (isVisible(change.before()) != isVisible(change.after())) {
            Row known = change.after() == null ? change.before() : change.after();
            threads.get(known.get(OfEmail.THREAD_NUMBER)).isOther = true;
        }
    }

    /** An email that is read or not counts in every mailbox that has one of its thread. */
    private void lookAtThreads() {
        Objects emails = tx.snapshot().objects(Mail.EMAIL);
        emails.visible(OfEmail.MAILBOXES).forEach(ordinal -> {
            Of thread = threads.get(emails.get(OfEmail.THREAD_NUMBER, ordinal));
            if (thread != null) {
                thread.before++;
                emails.get(OfEmail.MAILBOXES, ordinal).forEach(member -> mailboxes.add(member.container()));
            }
        });
    }

    private void touch() {
        threads.forEach((number, thread) -> {
            int now = thread.before + thread.more;
            if (thread.isOther) {
                Touch touch = thread.before == 0 ? Touch.CREATED : now == 0 ? Touch.DESTROYED : Touch.UPDATED;
                tx.touch(Mail.THREAD, Mail.THREAD.id(number), touch);
            }
        });
        for (long mailbox : mailboxes) {
            if (tx.row(Mail.MAILBOX.id(mailbox)) != null) {
                tx.touch(Mail.MAILBOX, Mail.MAILBOX.id(mailbox), Touch.COUNTS);
            }
        }
    }
}
