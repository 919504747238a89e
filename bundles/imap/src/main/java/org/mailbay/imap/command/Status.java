package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailboxRights.Right;

/** STATUS (RFC 9051 §6.3.11). */
final class Status implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        turn.input().space();
        String name = turn.input().mailbox();
        turn.input().space();
        StatusItems items = StatusItems.read(turn.input());
        turn.input().end();
        Place place = turn.find(name);
        if (!place.account().rights(place.space().snapshot(), place.number()).has(Right.MAY_READ_ITEMS)) {
            throw new Refused("NOPERM", "You may not read this mailbox");
        }
        if (items.has("HIGHESTMODSEQ")) {
            turn.enableCondstore();
        }
        items.write(turn.client(), turn.out(), name, place);
        return Done.ok("STATUS completed");
    }
}
