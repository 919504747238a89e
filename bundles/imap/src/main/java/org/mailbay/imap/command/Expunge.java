package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;

/** EXPUNGE, and UID EXPUNGE of some (RFC 9051 §6.4.3, §6.4.9); who goes is told with what is new. */
final class Expunge implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Selected selected = turn.selected();
        View view = selected.view();
        int[] sequences = null;
        if (turn.isUid()) {
            turn.input().space();
            sequences = selected.resolve(turn.input().sequenceSet(), true);
        }
        turn.input().end();
        turn.checkWritable();
        turn.removes();
        Limited limited = Limited.of(turn);
        int[] marked = sequences == null ? all(view) : marked(turn, view, sequences);
        boolean isCut = sequences != null && limited.exceeds(marked.length); // RFC 9738 §3.1: EXPUNGE has no limit
        int[] some = isCut ? limited.newest(marked) : marked;
        List<ObjectId> emails = new ArrayList<>(some.length);
        for (int sequence : some) {
            emails.add(view.email(sequence));
        }
        turn.mail().expunge(selected.mailbox(), emails, true);
        if (isCut && !turn.client().has(Feature.QRESYNC)) {
            return Done.ok(limited.code(view.uid(some[0])), "EXPUNGE completed, of the newest messages");
        }
        if (isCut) {
            limited.tell(turn, view.uid(some[0]));
        }
        long modSeq = turn.mail().account().snapshot().objects(Mail.EMAIL).state();
        String code = turn.client().has(Feature.QRESYNC) ? "HIGHESTMODSEQ " + modSeq : ""; // RFC 7162 §3.2.7
        return Done.ok(code, "EXPUNGE completed");
    }

    private static int[] all(View view) {
        int[] sequences = new int[view.size()];
        Arrays.setAll(sequences, i -> i + 1);
        return sequences;
    }

    /** Those that are to go. */
    private static int[] marked(Turn turn, View view, int[] sequences) throws Refused, IOException {
        Objects emails = turn.mail().account().snapshot().objects(Mail.EMAIL);
        return Arrays.stream(sequences)
                .filter(sequence -> {
                    int ordinal = emails.ordinal(view.email(sequence));
                    return ordinal >= 0 && emails.deleted(OfEmail.MAILBOXES, ordinal, view.mailbox());
                })
                .toArray();
    }
}
