package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailRefusal;
import org.mailbay.store.ObjectId;

/** CLOSE, which expunges, and UNSELECT, which does not (RFC 9051 §6.4.1, §6.4.2). */
record Close(boolean expunges) implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public News news(boolean isUid) {
        return News.NONE;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        turn.input().end();
        Selected selected = turn.selected();
        if (expunges && !selected.readOnly()) {
            View view = turn.client().services().views().newest(turn.mail().account(), selected.mailbox());
            List<ObjectId> all = new ArrayList<>();
            for (int sequence = 1; sequence <= view.size(); sequence++) {
                all.add(view.email(sequence));
            }
            try {
                turn.mail().expunge(selected.mailbox(), all, true);
            } catch (MailRefusal e) {
                // RFC 4314 §4: without the right, CLOSE takes nothing away and says nothing
                if (e.reason() != MailRefusal.Reason.NO_PERMISSION) {
                    throw e;
                }
            }
        }
        turn.client().select(null);
        return Done.ok((expunges ? "CLOSE" : "UNSELECT") + " completed");
    }
}
