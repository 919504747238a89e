package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.net.spi.Want;

/** COMPRESS (RFC 4978). */
final class Compress implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().space();
        String mechanism = turn.input().word();
        turn.input().end();
        if (!mechanism.equals("DEFLATE")) {
            throw new Malformed("unknown mechanism");
        }
        if (turn.client().connection().isCompressed()) {
            throw new Malformed(
                    "compressed already"); // RFC 4978 §3: NO is for another layer's compression, which TLS has not
        }
        return Done.then("DEFLATE active", Want.DEFLATE);
    }
}
