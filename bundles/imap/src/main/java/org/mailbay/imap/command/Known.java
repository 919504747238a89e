package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Announcer;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.store.Objects;

/**
 * What a client remembers of a mailbox from before (RFC 7162 §3.2.5).
 *
 * @param uids the UIDs that it knows; null when it does not say
 * @param hasNumbers whether it says which sequence numbers they have
 */
record Known(long uidValidity, long modSeq, @Nullable SequenceSet uids, boolean hasNumbers) {
    /** Tells what has vanished and what has changed since. */
    void resynchronize(Turn turn, Selected selected, MailAccount mail) throws IOException {
        View view = selected.view();
        long[] gone = vanished(mail, view, modSeq, uids);
        if (gone.length > 0) {
            turn.out().raw("* VANISHED (EARLIER) ").set(gone).crlf();
        }
        Objects emails = mail.account().snapshot().objects(Mail.EMAIL);
        List<SequenceSet.Range> known = uids == null ? null : uids.resolve(view.uidNext());
        LongStream.Builder changed = LongStream.builder();
        emails.in(OfEmail.MAILBOXES, view.mailbox()).forEach(ordinal -> {
            if (emails.modSeq(ordinal) > modSeq) {
                changed.add(emails.uid(OfEmail.MAILBOXES, ordinal, view.mailbox()));
            }
        });
        for (long uid : changed.build().sorted().toArray()) {
            int sequence = known == null || contains(known, uid) ? view.sequence(uid) : 0;
            int ordinal = sequence == 0 ? -1 : emails.ordinal(view.email(sequence));
            if (ordinal >= 0) {
                Announcer.write(turn, selected, sequence, uid, emails, ordinal);
            }
        }
    }

    private static boolean contains(List<SequenceSet.Range> ranges, long uid) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            SequenceSet.Range range = ranges.get(middle);
            if (uid < range.from()) {
                high = middle - 1;
            } else if (uid > range.to()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /**
     * UIDs that are no more, ascending: those that went after {@code since}, exactly, where the log reaches back that far; otherwise all
     * that are not there of those asked about (RFC 7162 §3.2.6: more than have gone since does no harm).
     *
     * @param asked null for all
     */
    static long[] vanished(MailAccount mail, View view, long since, @Nullable SequenceSet asked) throws IOException {
        List<SequenceSet.Range> ranges = asked == null
                ? List.of(new SequenceSet.Range(1, Math.max(1, view.uidNext() - 1)))
                : asked.resolve(Math.max(1, view.uidNext() - 1));
        Optional<long[]> logged = mail.account().vanished(Mail.EMAIL, view.mailbox(), since);
        if (logged.isPresent()) {
            return Arrays.stream(logged.get())
                    .filter(uid -> view.sequence(uid) == 0 && contains(ranges, uid))
                    .toArray();
        }
        LongStream.Builder missing = LongStream.builder();
        for (SequenceSet.Range range : ranges) {
            for (long uid = range.from(); uid <= Math.min(range.to(), view.uidNext() - 1); uid++) {
                if (view.sequence(uid) == 0) {
                    missing.add(uid);
                }
            }
        }
        return missing.build().toArray();
    }
}
