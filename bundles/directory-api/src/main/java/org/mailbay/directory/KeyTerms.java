package org.mailbay.directory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a new {@link AccessKey} is to be.
 *
 * @param name in its owner's words, 1 to 100 characters
 * @param scopes 1 to 50: services ({@code imap}, {@code smtp}, {@code pop3}, {@code jmap}, {@code dav}, {@code sieve}, {@code admin}),
 *     rights to administer ({@code accounts.read}, {@code accounts.*}), or {@code *}, everything
 * @param expires when it is of no use any more
 */
public record KeyTerms(AccessKey.Kind kind, String name, Set<String> scopes, Optional<Instant> expires) {
    private static final int MOST_SCOPES = 50;

    public KeyTerms {
        scopes = Set.copyOf(scopes);
        if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The name of a key is 1 to 100 characters.");
        }
        if (scopes.isEmpty() || scopes.size() > MOST_SCOPES) {
            throw new IllegalArgumentException("A key has 1 to " + MOST_SCOPES + " scopes.");
        }
        for (String scope : scopes) {
            if (!scope.matches("[*]|[a-z][a-z0-9-]{0,40}(?:[.](?:[*]|[a-z][a-z-]{0,20}))?")) {
                throw new IllegalArgumentException(
                        "A scope is a service such as imap, a right such as accounts.read, or *.");
            }
        }
    }
}
