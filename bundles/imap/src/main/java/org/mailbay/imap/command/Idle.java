package org.mailbay.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** IDLE (RFC 2177): until DONE, what is new is told at once. */
final class Idle implements Command {
    /** What goes on until DONE; the same in every session. */
    static final Done.Dialogue WAITING = new Waiting();

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        return new Done.Ask("idling", WAITING);
    }

    private static final class Waiting implements Done.Dialogue {
        @Override
        public Done line(Turn turn, byte[] line) throws Malformed {
            if (!new String(line, StandardCharsets.ISO_8859_1).equalsIgnoreCase("DONE")) {
                throw new Malformed("DONE expected");
            }
            return Done.ok("IDLE terminated");
        }

        @Override
        public boolean isIdle() {
            return true;
        }
    }
}
