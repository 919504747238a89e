package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailRefusal;

/** SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8). */
record Subscribe(boolean subscribes) implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        turn.input().space();
        String name = turn.input().mailbox();
        turn.input().end();
        if (!subscribes
                && turn.namespaces().find(name).isEmpty()
                && turn.subscriptions().drop(name)) {
            return Done.ok("UNSUBSCRIBE completed, there was no such mailbox any more");
        }
        Place place = turn.find(name);
        place.account().subscribe(place.number(), subscribes);
        return Done.ok((subscribes ? "SUBSCRIBE" : "UNSUBSCRIBE") + " completed");
    }
}
