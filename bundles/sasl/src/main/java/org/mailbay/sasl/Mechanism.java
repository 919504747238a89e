package org.mailbay.sasl;

import java.util.Arrays;
import java.util.Optional;

/** The mechanisms of servers, the best first: those that never show the password, then those that clients know. */
public enum Mechanism {
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN"),
    OAUTHBEARER("OAUTHBEARER"),
    XOAUTH2("XOAUTH2");

    private final String wireName;

    Mechanism(String wireName) {
        this.wireName = wireName;
    }

    /** As protocols spell it. */
    public String wireName() {
        return wireName;
    }

    /** The mechanism of this name, in any case (RFC 4422 §3.1 has capitals; clients have both). */
    public static Optional<Mechanism> of(String name) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.wireName.equalsIgnoreCase(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return wireName;
    }
}
