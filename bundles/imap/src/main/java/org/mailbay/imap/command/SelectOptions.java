package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.SequenceSet;

/**
 * What follows the mailbox's name in SELECT and EXAMINE (RFC 4466 §2.1, RFC 7162 §3.1.8, §3.2.5).
 *
 * @param known what the client remembers of the mailbox; null when it does not say
 */
record SelectOptions(boolean condstore, @Nullable Known known) {
    static SelectOptions read(Input input) throws Malformed {
        boolean condstore = false;
        Known known = null;
        if (!input.skip(' ')) {
            return new SelectOptions(false, null);
        }
        input.expect('(');
        do {
            if (input.skipWord("CONDSTORE")) {
                condstore = true;
            } else if (input.skipWord("QRESYNC")) {
                input.space();
                known = known(input);
            } else {
                throw new Malformed("unknown option of SELECT");
            }
        } while (input.skip(' '));
        input.expect(')');
        return new SelectOptions(condstore, known);
    }

    private static Known known(Input input) throws Malformed {
        input.expect('(');
        long uidValidity = input.nzNumber();
        input.space();
        long modSeq = input.number64();
        SequenceSet uids = null;
        List<SequenceSet> match = new ArrayList<>();
        while (input.skip(' ')) {
            if (input.skip('(')) {
                match.add(input.sequenceSet());
                input.space();
                match.add(input.sequenceSet());
                input.expect(')');
                break;
            }
            uids = input.sequenceSet();
        }
        input.expect(')');
        return new Known(uidValidity, modSeq, uids, !match.isEmpty());
    }
}
