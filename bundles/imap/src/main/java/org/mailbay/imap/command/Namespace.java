package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** NAMESPACE (RFC 9051 §6.3.10): the user's own mailboxes, and those of others. */
final class Namespace implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        turn.out()
                .raw("* NAMESPACE ((\"\" \"/\")) ((")
                .string(Namespaces.OTHERS + Names.SEPARATOR)
                .raw(" \"/\")) NIL")
                .crlf();
        return Done.ok("NAMESPACE completed");
    }
}
