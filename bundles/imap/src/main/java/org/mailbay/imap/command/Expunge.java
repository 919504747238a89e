package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
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
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.ObjectId;

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
        List<ObjectId> emails = new ArrayList<>();
        if (turn.isUid()) {
            turn.input().space();
            for (int sequence : selected.resolve(turn.input().sequenceSet(), true)) {
                emails.add(view.email(sequence));
            }
        } else {
            for (int sequence = 1; sequence <= view.size(); sequence++) {
                emails.add(view.email(sequence));
            }
        }
        turn.input().end();
        turn.checkWritable();
        turn.removes();
        turn.mail().expunge(selected.mailbox(), emails, true);
        long modSeq = turn.mail().account().snapshot().objects(Mail.EMAIL).state();
        String code = turn.client().has(Feature.QRESYNC) ? "HIGHESTMODSEQ " + modSeq : ""; // RFC 7162 §3.2.7
        return Done.ok(code, "EXPUNGE completed");
    }
}
