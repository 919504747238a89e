package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** GETJMAPACCESS (RFC 9698 §4): where the same mail is, with the same ids, by JMAP. */
final class GetJmapAccess implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        String url = turn.client().services().about().jmapUrl();
        if (url.isEmpty()) {
            throw new Malformed("not known here"); // RFC 9698 §4: BAD
        }
        turn.out().raw("* JMAPACCESS ").string(url).crlf();
        return Done.ok("GETJMAPACCESS completed");
    }
}
