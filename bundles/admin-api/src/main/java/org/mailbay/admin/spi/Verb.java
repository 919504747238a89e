package org.mailbay.admin.spi;

import java.util.Optional;

/** What an operation does to the thing of its path (RFC 9110 §9.3, RFC 5789). */
public enum Verb {
    /** Shows it, changes nothing. */
    GET,
    /** Makes something below it, or does something with it. */
    POST,
    /** Makes it what the body says, whether it was there or not. */
    PUT,
    /** Changes the fields that the body names (RFC 7396). */
    PATCH,
    /** Removes it. */
    DELETE;

    /** The verb of an HTTP method, which is case-sensitive (RFC 9110 §9.1). */
    public static Optional<Verb> of(String method) {
        for (Verb verb : values()) {
            if (verb.name().equals(method)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    /** Whether something may be another thing afterwards. */
    public boolean isChange() {
        return this != GET;
    }
}
