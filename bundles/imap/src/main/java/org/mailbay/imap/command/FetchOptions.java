package org.mailbay.imap.command;

import org.jspecify.annotations.Nullable;
import org.mailbay.imap.fetch.Column;
import org.mailbay.imap.fetch.FetchItems;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.grammar.Window;

/**
 * What a FETCH asks for: RFC 9051 §9 fetch, with the modifiers of RFC 7162 and RFC 9394.
 *
 * @param changedSince only of messages that changed after this modseq; -1 for all
 * @param vanished whether the UIDs are told that are no more (RFC 7162 §3.2.6)
 * @param window which of the messages; null for all
 */
record FetchOptions(
        SequenceSet set,
        FetchItems items,
        long changedSince,
        boolean vanished,
        @Nullable Window window) {

    /** @param uidOnly whether answers begin with the UID anyway (RFC 9586 §3.3) */
    static FetchOptions read(Input input, boolean isUid, boolean uidOnly) throws Malformed {
        input.space();
        SequenceSet set = input.sequenceSet();
        input.space();
        FetchItems items = FetchItems.read(input);
        long changedSince = -1;
        boolean vanished = false;
        Window window = null;
        if (input.skip(' ')) {
            input.expect('(');
            do {
                String word = input.word();
                if (word.equals("CHANGEDSINCE")) {
                    input.space();
                    changedSince = input.number64();
                } else if (word.equals("VANISHED")) {
                    vanished = true;
                } else if (word.equals("PARTIAL")) {
                    input.space();
                    window = input.window();
                } else {
                    throw new Malformed("FETCH has no modifier " + word);
                }
            } while (input.skip(' '));
            input.expect(')');
        }
        input.end();
        if (vanished && (!isUid || changedSince < 0)) {
            throw new Malformed("VANISHED goes with UID FETCH and CHANGEDSINCE"); // RFC 7162 §3.2.6
        }
        if (changedSince >= 0) {
            items = items.with(Column.MODSEQ); // RFC 7162 §3.1.4.1
        }
        if (isUid && !uidOnly) {
            items = items.with(Column.UID); // RFC 9051 §6.4.9
        }
        return new FetchOptions(set, items, changedSince, vanished, window);
    }

    /** Whether the client shows that it knows of modseqs (RFC 7162 §3.1). */
    boolean enablesCondstore() {
        return changedSince >= 0 || items.items().contains(Column.MODSEQ);
    }
}
