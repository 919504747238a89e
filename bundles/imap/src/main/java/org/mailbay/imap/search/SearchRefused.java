package org.mailbay.imap.search;

import org.jspecify.annotations.Nullable;

/** A search that is valid and not done: answered by NO, this code and this text. */
public final class SearchRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String code;
    private final boolean saves;

    /** @param code what stands in brackets; null for none */
    public SearchRefused(@Nullable String code, String text) {
        this(code, text, false);
    }

    private SearchRefused(@Nullable String code, String text, boolean saves) {
        super(text, null, false, false);
        this.code = code;
        this.saves = saves;
    }

    /** The same of a search with these options. */
    SearchRefused of(@Nullable SearchOptions options) {
        return new SearchRefused(code, text(), options != null && options.has(SearchOptions.Option.SAVE));
    }

    /** Whether the result was to be saved: nothing is saved now (RFC 9051 §6.4.4.1). */
    public boolean saves() {
        return saves;
    }

    /** What stands in brackets; null for nothing. */
    public @Nullable String code() {
        return code;
    }

    /** For the user. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
