package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** CANCELUPDATE (RFC 5267 §4.3.2): nothing more of these searches. */
final class CancelUpdate implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        List<String> tags = new ArrayList<>();
        do {
            turn.input().space();
            tags.add(turn.input().string());
        } while (turn.input().isNext(' '));
        turn.input().end();
        for (String tag : tags) {
            if (!turn.selected().live().removeIf(search -> search.tag().equals(tag))) {
                throw new Malformed("no such search");
            }
        }
        return Done.ok("CANCELUPDATE completed");
    }
}
