package org.mailbay.text;

import java.io.IOException;

/** Why a document was not read to its end. */
public final class TextException extends IOException {
    private static final long serialVersionUID = 1;

    /** The kinds of ends. */
    public enum Why {
        /** As many characters were found as were wanted. */
        FULL,
        /** The document, or what it unpacks to, has more bytes, entries or levels than are read. */
        LARGE,
        /** The time was up. */
        LATE,
        /** A password is needed. */
        ENCRYPTED,
        /** It is not what its type says, or broken. */
        DAMAGED
    }

    private final Why why;

    /** {@code message} for the log: no content of the document. */
    public TextException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
