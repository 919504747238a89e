package org.mailbay.store;

import java.util.Set;

/**
 * What to look for in the text of objects.
 *
 * @param fields where, by the names of the type; empty is everywhere
 * @param text as a user wrote it, at most {@link #MAX_LENGTH} characters
 */
public record TextQuery(Set<String> fields, String text, Mode mode) {
    /** In characters. */
    public static final int MAX_LENGTH = 1_000;

    public TextQuery {
        fields = Set.copyOf(fields);
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("text of " + text.length() + " characters");
        }
    }

    /** How to read the text. */
    public enum Mode {
        /**
         * All words, in any order and form, accents and case aside; words between quotation marks as a phrase; a word before {@code *}
         * as the beginning of words (RFC 8621 §4.4.1).
         */
        WORDS,
        /** These characters one after the other, case and accents aside, also within words (RFC 9051 §6.4.4). */
        SUBSTRING
    }
}
