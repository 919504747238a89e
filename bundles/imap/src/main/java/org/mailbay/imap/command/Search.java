package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.Found;
import org.mailbay.imap.search.SearchAnswer;
import org.mailbay.imap.search.SearchProgram;
import org.mailbay.imap.search.Searcher;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** SEARCH and UID SEARCH (RFC 9051 §6.4.4), with all that {@code imap.search} knows. */
final class Search implements Command {
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
        SearchProgram program = Searching.attempt(turn, false, () -> SearchProgram.read(turn.input()));
        Searching.checkKeys(turn, program);
        Searcher searcher = Searching.attempt(turn, Searching.saves(program), () -> Searching.searcher(turn, program));
        Found found = Searching.attempt(turn, Searching.saves(program), () -> searcher.search(program));
        if (!Searching.extended(turn, program, found, false)) {
            SearchAnswer.search(turn.out(), program, found, turn.isUid());
        }
        long lowest = searcher.scope().cut();
        return lowest == 0
                ? Done.ok("SEARCH completed")
                : Done.ok(Limited.of(turn).code(lowest), "SEARCH completed, of the newest messages");
    }
}
