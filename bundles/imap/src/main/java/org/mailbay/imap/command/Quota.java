package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Namespaces.Space;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/**
 * GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208): what the user's account holds and may hold.
 *
 * <p>An account is one root, named after its owner's address. How full others' accounts are is nobody's business (RFC 9208 §8): their
 * mailboxes have no root here.
 */
record Quota(Verb verb) implements Command {
    /** RFC 9208 §5.1. */
    private static final int UNIT = 1024;

    enum Verb {
        GETQUOTA,
        GETQUOTAROOT,
        SETQUOTA
    }

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        Input input = turn.input();
        input.space();
        String name = verb == Verb.GETQUOTAROOT ? input.mailbox() : input.astring();
        if (verb == Verb.SETQUOTA) {
            limits(input);
        }
        input.end();
        String root = turn.client().principal().address();
        switch (verb) {
            case GETQUOTAROOT -> {
                // RFC 9208 §4.1.2: the mailbox need not be there
                Space space = turn.namespaces()
                        .target(name)
                        .orElseThrow(Refused::nonexistent)
                        .space();
                Out out = turn.out().raw("* QUOTAROOT ").mailbox(name);
                if (space.account().isOwn()) {
                    out.space().astring(root).crlf();
                    write(out, root, space);
                } else {
                    out.crlf();
                }
            }
            case GETQUOTA -> {
                if (!name.equals(root)) {
                    throw new Refused("NONEXISTENT", "No such quota root");
                }
                write(turn.out(), root, turn.namespaces().own());
            }
            case SETQUOTA -> throw new Refused("NOPERM", "What accounts may hold is the administrator's to say");
        }
        return Done.ok(verb + " completed");
    }

    private static void limits(Input input) throws Malformed {
        input.space();
        input.expect('(');
        while (!input.isNext(')')) {
            input.atom();
            input.space();
            input.number64();
            input.skip(' ');
        }
        input.expect(')');
    }

    private static void write(Out out, String root, Space own) {
        long limit = own.account().account().quotaLimit();
        out.raw("* QUOTA ").astring(root).raw(" (");
        if (limit > 0) { // RFC 9208 §4.2.1: what is not named is not limited
            long used = own.snapshot().quotaUsed();
            out.raw("STORAGE ").number((used + UNIT - 1) / UNIT).space().number(limit / UNIT);
        }
        out.raw(")").crlf();
    }
}
