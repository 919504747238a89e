package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.Found;
import org.mailbay.imap.search.HeaderKeys;
import org.mailbay.imap.search.SearchAnswer;
import org.mailbay.imap.search.SortProgram;
import org.mailbay.imap.search.Sorter;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** SORT and UID SORT (RFC 5256 §3), with RETURN (RFC 5267 §3). */
record Sort(HeaderKeys keys) implements Command {
    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public News news(boolean isUid) {
        return Searching.news(isUid);
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        turn.input().space();
        SortProgram program = Searching.attempt(turn, false, () -> SortProgram.read(turn.input()));
        Searching.checkKeys(turn, program.search());
        Found found = Searching.attempt(
                turn,
                Searching.saves(program.search()),
                () -> new Sorter(Searching.whole(turn, program.search()), keys).sort(program));
        boolean extended = program.search().options() != null;
        if (!extended || !Searching.extended(turn, program.search(), found, true)) {
            SearchAnswer.sort(turn.out(), program.search(), found, turn.isUid());
        }
        return Done.ok("SORT completed");
    }
}
