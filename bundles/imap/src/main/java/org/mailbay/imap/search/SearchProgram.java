package org.mailbay.imap.search;

import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/**
 * A search as a client asked for it.
 *
 * @param options what of the result is wanted; null where the client knows nothing of RETURN and gets {@code SEARCH}
 * @param hasModSeq whether it asks for modseqs, so that the answer tells one (RFC 7162 §3.1.5)
 * @param isFuzzy whether results differ in relevancy (RFC 6203 §4)
 */
public record SearchProgram(@Nullable SearchOptions options, SearchKey key, boolean hasModSeq, boolean isFuzzy) {
    /** Whether a key names sequence numbers. */
    public boolean hasNumbers() {
        return hasNumbers(key);
    }

    private static boolean hasNumbers(SearchKey key) {
        return switch (key) {
            case SearchKey.Numbers numbers -> !numbers.uid() && !numbers.set().isSaved();
            case SearchKey.And and -> and.keys().stream().anyMatch(SearchProgram::hasNumbers);
            case SearchKey.Or or -> or.keys().stream().anyMatch(SearchProgram::hasNumbers);
            case SearchKey.Not not -> hasNumbers(not.key());
            default -> false;
        };
    }

    /**
     * Reads the arguments of SEARCH from behind its space.
     *
     * @throws SearchRefused for a charset that nobody knows, or more than there may be
     */
    public static SearchProgram read(Input in) throws Malformed, SearchRefused {
        SearchOptions options = options(in);
        KeyReader keys = new KeyReader(in);
        if (in.skipWord("CHARSET")) {
            if (in.isUtf8()) {
                throw new Malformed("no CHARSET after UTF-8 was enabled"); // RFC 9755 §3
            }
            in.space();
            return withCharset(in, keys, options);
        }
        return program(keys, options);
    }

    private static SearchProgram withCharset(Input in, KeyReader keys, @Nullable SearchOptions options)
            throws Malformed, SearchRefused {
        String charset = in.astring();
        in.space();
        try {
            keys.charset(charset);
        } catch (SearchRefused e) {
            throw e.of(options);
        }
        return program(keys, options);
    }

    private static SearchProgram program(KeyReader keys, @Nullable SearchOptions options)
            throws Malformed, SearchRefused {
        try {
            return keys.program(options);
        } catch (SearchRefused e) {
            throw e.of(options);
        }
    }

    /** Reads what follows the sort criteria of SORT, or the algorithm of THREAD: a charset and keys (RFC 5256 §3). */
    static SearchProgram afterCharset(Input in, @Nullable SearchOptions options) throws Malformed, SearchRefused {
        return withCharset(in, new KeyReader(in), options);
    }

    /** Reads RETURN if it is next; null when it is not. */
    static @Nullable SearchOptions options(Input in) throws Malformed {
        if (!in.skipWord("RETURN")) {
            return null;
        }
        in.space();
        SearchOptions options = SearchOptions.read(in);
        in.space();
        return options;
    }
}
