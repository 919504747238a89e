package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** UNAUTHENTICATE (RFC 8437): the connection is as it was before log-in. */
final class Unauthenticate implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public News news(boolean isUid) {
        return News.NONE;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        Client client = turn.client();
        client.logIn(null);
        turn.out().utf8(false);
        return Done.ok("UNAUTHENTICATE completed");
    }
}
