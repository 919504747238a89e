package org.mailbay.store;

import java.io.IOException;

/** The search index has not seen everything yet: an answer would hide something. */
public final class SearchBehindException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param progress for the user, such as {@code 43 % of the account is indexed} */
    public SearchBehindException(String progress) {
        super(progress);
    }
}
