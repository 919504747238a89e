package org.mailbay.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** A password or token: never shown by {@link #toString}, compared in constant time. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a secret.
     *
     * @throws IllegalArgumentException when it is longer than 1,024 characters: hashing it would be an attack
     */
    public static Secret of(String value) {
        if (value.length() > 1024) {
            throw new IllegalArgumentException("secret too long");
        }
        return new Secret(value);
    }

    /** Wraps what somebody claims is a secret; empty when it is too long to be one. */
    public static Optional<Secret> parse(String value) {
        return value.length() > 1024 ? Optional.empty() : Optional.of(new Secret(value));
    }

    /** The secret itself, for hashing, or for showing it once to its owner. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
