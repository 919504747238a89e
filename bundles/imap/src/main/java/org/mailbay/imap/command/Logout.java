package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.net.spi.Want;

/** LOGOUT (RFC 9051 §6.1.3). */
final class Logout implements Command {
    @Override
    public Set<State> states() {
        return ANY;
    }

    @Override
    public News news(boolean isUid) {
        return News.NONE;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        turn.out().raw("* BYE Logging out").crlf();
        return Done.then("LOGOUT completed", Want.CLOSE);
    }
}
