package org.mailbay.imap.command;

import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/**
 * UIDBATCHES (RFC 10022): UIDs that divide the mailbox into batches of as many messages as the client likes, from the newest on.
 *
 * <p>Deviates: who asks again and again is not refused (§3.1.1, a SHOULD): the answer costs a look at each border, less than NOOP.
 */
final class UidBatches implements Command {
    /** RFC 10022 §3.1.3.2. */
    private static final long SMALLEST = 500;

    /** Messages that a range of batches may have: RFC 10022 §3.1.5. */
    private static final long MOST = 100_000;

    @Override
    public Set<State> states() {
        return SELECTED;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused {
        Input input = turn.input();
        input.space();
        long size = input.nzNumber();
        long first = 1;
        long last = Long.MAX_VALUE;
        if (input.skip(' ')) {
            first = input.nzNumber();
            input.expect(':');
            last = input.nzNumber();
        }
        input.end();
        if (first > last) {
            throw Malformed.coded("CLIENTBUG", "The first batch comes first"); // RFC 10022 §3.1.5
        }
        if (size < SMALLEST) {
            throw new Refused("TOOFEW", "A batch has " + SMALLEST + " messages at least");
        }
        if (last < Long.MAX_VALUE && last - first + 1 > MOST / size) {
            throw new Refused("TOOMANY", "At most " + MOST + " messages in a range of batches");
        }
        tell(turn, size, first, last);
        return Done.ok("UIDBATCHES completed");
    }

    /** The last batch ends with UID 1, so that it is known to be the last (RFC 10022 §3.1.4). */
    private static void tell(Turn turn, long size, long first, long last) {
        View view = turn.selected().view();
        Out out = turn.out().raw("* UIDBATCHES (TAG ").string(turn.tag()).raw(')');
        long batches = (view.size() + size - 1) / size;
        for (long batch = first; batch <= Math.min(last, batches); batch++) {
            long newest = view.size() - (batch - 1) * size;
            out.raw(batch == first ? ' ' : ',');
            out.number(batch == 1 ? view.lastUid() : border(view, newest + 1) - 1)
                    .raw(':');
            out.number(batch == batches ? 1 : border(view, newest - size + 1));
        }
        out.crlf();
    }

    private static long border(View view, long sequence) {
        return view.uid((int) sequence);
    }
}
