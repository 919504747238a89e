package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.HeaderKeys;
import org.mailbay.imap.search.SearchAnswer;
import org.mailbay.imap.search.Searcher;
import org.mailbay.imap.search.ThreadAlgorithm;
import org.mailbay.imap.search.Threader;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** THREAD and UID THREAD (RFC 5256 §3). */
record Threads(HeaderKeys keys) implements Command {
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
        return Searching.attempt(turn, false, () -> {
            ThreadAlgorithm.Program program = ThreadAlgorithm.Program.read(turn.input());
            Searching.checkKeys(turn, program.search());
            Searcher searcher = Searching.whole(turn, program.search());
            SearchAnswer.thread(
                    turn.out(), new Threader(searcher, keys).thread(program), searcher.scope(), turn.isUid());
            return Done.ok("THREAD completed");
        });
    }
}
