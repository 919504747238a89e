package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ID (RFC 2971): which program a client is, and which server this is. */
final class Id implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(Id.class);

    /** RFC 2971 §3.3. */
    private static final int MOST_PAIRS = 30;

    private static final int LONGEST = 1_024;

    @Override
    public Set<State> states() {
        return ANY;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        Input input = turn.input();
        input.space();
        if (!input.skipWord("NIL")) {
            input.expect('(');
            int pairs = 0;
            String program = "";
            if (!input.isNext(')')) {
                do {
                    String field = input.string();
                    input.space();
                    String value = input.nstring();
                    if (++pairs > MOST_PAIRS || field.length() > 30 || value != null && value.length() > LONGEST) {
                        throw new Malformed("too long an identification");
                    }
                    program = field.equalsIgnoreCase("name") && value != null ? value : program;
                } while (input.skip(' '));
            }
            input.expect(')');
            LOG.debug(
                    "event=imap-client connection={} program=\"{}\"",
                    turn.client().connection().id(),
                    program.replaceAll("[^\\p{Alnum} ._-]", "?"));
        }
        input.end();
        turn.out().raw("* ID (\"name\" \"Mailbay\")").crlf();
        return Done.ok("ID completed");
    }
}
