package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailRefusal;

/** DELETE (RFC 9051 §6.3.5). */
final class Delete implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        turn.input().space();
        String name = turn.input().mailbox();
        turn.input().end();
        if (name.equals(Names.INBOX)) {
            throw new Refused("CANNOT", "There is always an INBOX");
        }
        Place place = turn.find(name);
        if (place.space().names().hasChildren(place.number())) {
            throw new Refused("HASCHILDREN", "There are mailboxes below it"); // RFC 9051 §6.3.5
        }
        boolean wasSubscribed = place.isSubscribed(turn.client().principal());
        place.account().delete(place.number());
        if (wasSubscribed) {
            turn.subscriptions().keep(name);
        }
        Selected selected = turn.client().selected();
        if (selected != null && selected.is(place.account(), place.number())) {
            turn.client().select(null);
            turn.out()
                    .raw("* OK [CLOSED] The mailbox that was selected is gone")
                    .crlf();
        }
        return Done.ok("DELETE completed");
    }
}
