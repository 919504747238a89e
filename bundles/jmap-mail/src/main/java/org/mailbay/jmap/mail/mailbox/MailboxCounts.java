package org.mailbay.jmap.mail.mailbox;

import java.util.Arrays;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Snapshot;

/** Counts of emails and threads of the mailboxes of one snapshot (RFC 8621 §2). */
final class MailboxCounts {
    private final Objects emails;
    private final Ordinals visible;
    private final Ordinals unread;
    private final Ordinals inTrash;
    private final long trash;

    MailboxCounts(Snapshot snapshot) {
        emails = snapshot.objects(Mail.EMAIL);
        visible = emails.visible(OfEmail.MAILBOXES);
        unread = visible.minus(emails.with(OfEmail.KEYWORDS, "$seen")).minus(emails.with(OfEmail.KEYWORDS, "$draft"));
        ObjectId trashBox = Mailboxes.withRole(snapshot.objects(Mail.MAILBOX), Mailboxes.TRASH);
        trash = trashBox == null ? 0 : trashBox.number();
        inTrash = emails.in(OfEmail.MAILBOXES, trash);
    }

    private Ordinals in(ObjectId mailbox) {
        return emails.in(OfEmail.MAILBOXES, mailbox.number()).and(visible);
    }

    long totalEmails(ObjectId mailbox) {
        return emails.in(OfEmail.MAILBOXES, mailbox.number()).countAnd(visible);
    }

    long unreadEmails(ObjectId mailbox) {
        return emails.in(OfEmail.MAILBOXES, mailbox.number()).countAnd(unread);
    }

    long totalThreads(ObjectId mailbox) {
        return threads(in(mailbox)).length;
    }

    /** Threads in the mailbox with an unread email anywhere; what is only in the trash counts there alone (RFC 8621 §2). */
    long unreadThreads(ObjectId mailbox) {
        Ordinals counted = mailbox.number() == trash ? unread.and(inTrash) : unread.minus(onlyInTrash());
        long[] withUnread = threads(counted);
        return Arrays.stream(threads(in(mailbox)))
                .filter(thread -> Arrays.binarySearch(withUnread, thread) >= 0)
                .count();
    }

    private Ordinals onlyInTrash() {
        return inTrash.filter(ordinal -> Mail.visible(emails.get(OfEmail.MAILBOXES, ordinal)).stream()
                .allMatch(member -> member.container() == trash));
    }

    /** The threads of some emails, each once, ascending. */
    private long[] threads(Ordinals some) {
        long[] threads = new long[some.size()];
        int[] at = {0};
        some.forEach(ordinal -> threads[at[0]++] = emails.get(OfEmail.THREAD_NUMBER, ordinal));
        Arrays.sort(threads);
        int kept = 0;
        for (int i = 0; i < threads.length; i++) {
            if (i == 0 || threads[i] != threads[i - 1]) {
                threads[kept++] = threads[i];
            }
        }
        return Arrays.copyOf(threads, kept);
    }
}
