package org.mailbay.imap.search;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Window;

/**
 * What of the result is wanted: the RETURN of RFC 4731 §3.1.
 *
 * @param partial which of the results; null for no such wish
 */
public record SearchOptions(Set<Option> options, @Nullable Window partial) {
    /** Options without an argument. */
    public enum Option {
        MIN,
        MAX,
        ALL,
        COUNT,
        /** RFC 5182 §2.1. */
        SAVE,
        /** RFC 5267 §4.3: notices of changes. */
        UPDATE,
        /** RFC 5267 §4.2: a hint that the same will be asked again. */
        CONTEXT,
        /** RFC 6203 §4. */
        RELEVANCY
    }

    /** As where RETURN has nothing in its parentheses. */
    public static final SearchOptions DEFAULT = new SearchOptions(EnumSet.of(Option.ALL), null);

    public SearchOptions {
        options = Set.copyOf(options);
    }

    /** Whether an option was given. */
    public boolean has(Option option) {
        return options.contains(option);
    }

    /** Reads what follows the word RETURN and its space. */
    static SearchOptions read(Input in) throws Malformed {
        in.expect('(');
        EnumSet<Option> options = EnumSet.noneOf(Option.class);
        Window partial = null;
        if (in.skip(')')) {
            return DEFAULT; // RFC 4731 §3.1
        }
        do {
            String word = in.word();
            if (word.equals("PARTIAL")) {
                if (partial != null) {
                    throw new Malformed("PARTIAL twice"); // RFC 9394 §3.1
                }
                in.space();
                partial = in.window();
            } else {
                options.add(option(word));
            }
        } while (in.skip(' '));
        in.expect(')');
        if (partial != null && options.contains(Option.ALL)) {
            throw new Malformed("ALL and PARTIAL exclude each other"); // RFC 9394 §3.1
        }
        return new SearchOptions(options, partial);
    }

    private static Option option(String word) throws Malformed {
        for (Option option : Option.values()) {
            if (option.name().equals(word)) {
                return option;
            }
        }
        throw new Malformed("unknown search return option " + word.toLowerCase(Locale.ROOT));
    }
}
