package org.mailbay.imap.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.Set;
import org.mailbay.mail.EmailFields;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Search;
import org.mailbay.store.TextQuery;

/** Asks the search index about messages of a mailbox. For one command. */
final class Index {
    private final Scope scope;
    private final Lookups lookups;

    Index(Scope scope, Lookups lookups) {
        this.scope = scope;
        this.lookups = lookups;
    }

    /**
     * What the index knows.
     *
     * @param found of all but {@code unseen}, those that match
     * @param unseen those that have to be looked at
     */
    record Answer(BitSet found, BitSet unseen) {
        /** Those that may match. */
        BitSet possible() {
            BitSet possible = (BitSet) found.clone();
            possible.or(unseen);
            return possible;
        }
    }

    /** Whether a text is short enough to be asked for as a whole. */
    static boolean takes(String text) {
        return text.length() <= TextQuery.MAX_LENGTH;
    }

    /** Asks for as much of a text as may be asked for. */
    Answer find(Set<String> fields, String text, TextQuery.Mode mode, BitSet among) throws IOException {
        Search.Known known = lookups.find(new TextQuery(fields, cut(text), mode));
        return new Answer(
                positions(known.found(), among),
                known.unseen().size() > 0 ? positions(known.unseen(), among) : new BitSet());
    }

    /** Those whose header may not be in the index as a whole, as {@link EmailFields#CUT} and {@link EmailFields#TWICE} say. */
    BitSet marked(String mark, BitSet among) throws IOException {
        return find(Set.of(EmailFields.HEADER_NAME), mark, TextQuery.Mode.WORDS, among)
                .possible();
    }

    private static String cut(String text) {
        if (takes(text)) {
            return text;
        }
        int end = TextQuery.MAX_LENGTH;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private BitSet positions(Ordinals some, BitSet among) {
        BitSet found = new BitSet(scope.size());
        if (some.size() > 0) {
            for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
                if (some.contains(scope.ordinals()[i])) {
                    found.set(i);
                }
            }
        }
        return found;
    }
}
