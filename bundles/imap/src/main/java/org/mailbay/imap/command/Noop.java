package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** NOOP (RFC 9051 §6.1.2), and CHECK of RFC 3501 §6.4.1: what is new is told around it. */
record Noop(String name, Set<State> states) implements Command {
    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        return Done.ok(name + " completed");
    }
}
