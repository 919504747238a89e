package org.mailbay.imap.grammar;

import org.jspecify.annotations.Nullable;

/** A literal that nobody takes: answered by NO. */
public final class Declined extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String code;

    /**
     * Says why.
     *
     * @param code what stands in brackets, such as {@code TOOBIG}; null for none
     * @param text shown to the client, by {@link Out#text}
     */
    public Declined(@Nullable String code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** What stands in brackets; null for none. */
    public @Nullable String code() {
        return code;
    }

    /** Shown to the client. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
