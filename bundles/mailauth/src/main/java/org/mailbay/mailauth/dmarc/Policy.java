package org.mailbay.mailauth.dmarc;

import java.util.Locale;
import java.util.Optional;

/** What a domain wants done with what is not its mail (RFC 9989 §4.7); the later, the stricter. */
public enum Policy {
    NONE,
    QUARANTINE,
    REJECT;

    static Optional<Policy> of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "quarantine" -> Optional.of(QUARANTINE);
            case "reject" -> Optional.of(REJECT);
            default -> Optional.empty();
        };
    }

    /** As records write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One level below (RFC 9989 §4.7, tag {@code t}). */
    Policy milder() {
        return this == REJECT ? QUARANTINE : NONE;
    }
}
