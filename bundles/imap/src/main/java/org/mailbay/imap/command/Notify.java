package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** NOTIFY (RFC 5465): what happens in which mailboxes is told at once, whether a command is under way or not. */
final class Notify implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        turn.input().space();
        byte[] text = turn.input().rest();
        Notifications listening = new Notifications(
                NotifyGroups.read(turn.input()), text, turn.input().isUtf8());
        listening.begin(turn);
        turn.client().listen(listening);
        return Done.ok("NOTIFY completed");
    }
}
