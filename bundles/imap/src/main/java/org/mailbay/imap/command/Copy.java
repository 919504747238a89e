package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Progress;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Placed;
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** COPY and MOVE (RFC 9051 §6.4.7, §6.4.8), by sequence number or UID. */
record Copy(boolean isMove) implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public News news(boolean isUid) {
        return isUid ? News.ALL : News.EXPUNGE_AFTER;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        turn.input().space();
        SequenceSet set = turn.input().sequenceSet();
        turn.input().space();
        String name = turn.input().mailbox();
        turn.input().end();
        Selected selected = turn.selected();
        View view = selected.view();
        int[] all = selected.resolve(set, turn.isUid());
        Limited limited = Limited.of(turn);
        boolean isCut = limited.exceeds(all.length);
        if (isCut && !isMove) {
            throw limited.refused(); // RFC 9738 §3.1: all or none
        }
        int[] sequences = limited.newest(all);
        List<ObjectId> emails = new ArrayList<>();
        for (int sequence : sequences) {
            emails.add(view.email(sequence));
        }
        if (isMove) {
            turn.checkWritable();
            turn.removes();
        }
        Optional<Place> target = turn.namespaces().find(name);
        if (target.isEmpty()) {
            throw Refused.tryCreate();
        }
        Place place = target.get();
        String word = isMove ? "MOVE" : "COPY";
        if (emails.isEmpty()) {
            return Done.ok(word + " completed, there was nothing to do");
        }
        if (!isMove && hasGone(turn.mail(), view, emails)) {
            throw new Refused(
                    "EXPUNGEISSUED",
                    "Some of the messages are gone"); // RFC 9051 §6.4.7, RFC 2180 §4.4.1: all or nothing
        }
        Progress progress = turn.progress(emails.size());
        List<Placed> placed = isMove
                ? turn.mail().move(selected.mailbox(), emails, place.account(), place.number(), progress::more)
                : turn.mail().copy(selected.mailbox(), emails, place.account(), place.number(), progress::more);
        String code = code(place, placed);
        if (!isMove) {
            return Done.ok(code, "COPY completed"); // what went just now is not in the code
        }
        if (!code.isEmpty()) {
            turn.out().raw("* OK [").raw(code).raw("] Moved").crlf(); // RFC 6851 §4.3: before the messages go
        }
        boolean hasGone = placed.size() < emails.size();
        if (isCut && hasGone) {
            limited.tell(turn, view.uid(sequences[0]));
        }
        if (isCut && !hasGone) {
            return Done.ok(limited.code(view.uid(sequences[0])), "MOVE completed, of the newest messages");
        }
        return hasGone
                ? Done.ok("EXPUNGEISSUED", "MOVE completed, but for messages that were gone")
                : Done.ok("MOVE completed");
    }

    /** Whether another session has taken some away that this one does not know of. */
    private static boolean hasGone(MailAccount mail, View view, List<ObjectId> emails) {
        Objects objects = mail.account().snapshot().objects(Mail.EMAIL);
        for (ObjectId email : emails) {
            int ordinal = objects.ordinal(email);
            if (ordinal < 0 || objects.uid(OfEmail.MAILBOXES, ordinal, view.mailbox()) == 0) {
                return true;
            }
        }
        return false;
    }

    /** COPYUID (RFC 9051 §7.1), unless nothing was placed. */
    private static String code(Place place, List<Placed> placed) {
        if (placed.isEmpty()) {
            return "";
        }
        long[] from = placed.stream().mapToLong(Placed::sourceUid).toArray();
        long[] to = placed.stream().mapToLong(Placed::uid).toArray();
        return "COPYUID " + place.number() + ' ' + SequenceSet.written(from) + ' ' + SequenceSet.written(to);
    }
}
