package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.net.spi.Want;

/** STARTTLS (RFC 9051 §6.2.1). */
final class StartTls implements Command {
    @Override
    public Set<State> states() {
        return BEFORE_LOGIN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused {
        turn.input().end();
        if (turn.client().connection().tls().isPresent()) {
            throw new Malformed("TLS is there already"); // RFC 9051 §6.2.1
        }
        if (!turn.client().connection().canStartTls()) {
            throw new Refused("", "TLS is not available");
        }
        return Done.then("Begin TLS negotiation now", Want.START_TLS);
    }
}
