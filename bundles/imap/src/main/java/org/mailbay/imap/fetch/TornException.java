package org.mailbay.imap.fetch;

import java.io.IOException;

/** An answer broke off in the middle of a literal: nothing that the client could understand can follow on this connection. */
public final class TornException extends IOException {
    private static final long serialVersionUID = 1L;

    TornException(String why) {
        super(why);
    }

    TornException(IOException why) {
        super("in the middle of a literal", why);
    }
}
