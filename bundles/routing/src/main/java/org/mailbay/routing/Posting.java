package org.mailbay.routing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who may send to a group or list, by reverse-path. Stored by name. */
enum Posting {
    ANYONE,
    /** Addresses of this server's domains. */
    LOCAL,
    /** Members and owners. */
    MEMBERS,
    OWNERS;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Posting> ofCode(String code) {
        return Arrays.stream(values())
                .filter(posting -> posting.code().equals(code))
                .findFirst();
    }
}
