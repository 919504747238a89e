package org.mailbay.imap.search;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.SortKey.Criterion;

/** A sorted search as a client asked for it. */
public record SortProgram(List<SortKey> keys, SearchProgram search) {
    private static final int MAX_KEYS = 32;

    public SortProgram {
        keys = List.copyOf(keys);
    }

    /** Reads the arguments of SORT from behind its space (RFC 5256 §3, RFC 5267 §3). */
    public static SortProgram read(Input in) throws Malformed, SearchRefused {
        @Nullable SearchOptions options = SearchProgram.options(in);
        List<SortKey> keys = new ArrayList<>();
        in.expect('(');
        do {
            if (keys.size() == MAX_KEYS) {
                throw new Malformed("more than " + MAX_KEYS + " sort criteria");
            }
            keys.add(key(in));
        } while (in.skip(' '));
        in.expect(')');
        in.space();
        SearchProgram search = SearchProgram.afterCharset(in, options);
        if (!search.isFuzzy() && keys.stream().anyMatch(key -> key.criterion() == Criterion.RELEVANCY)) {
            throw new Malformed("sorting by RELEVANCY without a FUZZY key"); // RFC 6203 §5
        }
        return new SortProgram(keys, search);
    }

    private static SortKey key(Input in) throws Malformed {
        String word = in.word();
        boolean reverse = word.equals("REVERSE");
        if (reverse) {
            in.space();
            word = in.word();
        }
        for (Criterion criterion : Criterion.values()) {
            if (criterion.name().equals(word)) {
                return new SortKey(criterion, reverse);
            }
        }
        throw new Malformed("unknown sort criterion " + word);
    }
}
