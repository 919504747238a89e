package org.mailbay.dns.resolver;

import java.io.IOException;

/** Servers answered, but that they cannot. */
final class ServerFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean bogus;

    /**
     * A failure.
     *
     * @param bogus whether the server says that DNSSEC proves the answer false
     */
    ServerFailure(String message, boolean bogus) {
        super(message);
        this.bogus = bogus;
    }

    boolean isBogus() {
        return bogus;
    }
}
