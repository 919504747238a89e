package org.mailbay.imap.search;

import org.jspecify.annotations.Nullable;

/** A search that is valid and not done: answered by NO, this code and this text. */
public final class SearchRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String code;

    /** @param code what stands in brackets; null for none */
    public SearchRefused(@Nullable String code, String text) {
        super(text, null, false, false);
        this.code = code;
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
