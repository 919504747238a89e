package org.mailbay.directory;

import java.util.Set;

/**
 * Somebody who was let in.
 *
 * @param credential with what: whoever stays longer than a request asks {@link Directory#isValid} whether it still opens the door
 * @param scopes what it may be used for, as {@link KeyTerms#scopes}; a password for everything
 */
public record LogIn(Principal principal, Credential credential, Set<String> scopes) {
    /** For everything. */
    public static final String ALL = "*";

    /** What administers, in {@link #opens}. */
    public static final String ADMIN = "admin";

    public LogIn {
        scopes = Set.copyOf(scopes);
    }

    /** With what may be used for everything. */
    public LogIn(Principal principal, Credential credential) {
        this(principal, credential, Set.of(ALL));
    }

    /**
     * Whether it may be used with a service.
     *
     * @param service {@code imap}, {@code smtp}, …; {@code admin} is opened by each scope with a dot, too, and asks for scopes itself;
     *     empty is opened by what may be used for everything only
     */
    public boolean opens(String service) {
        return scopes.contains(ALL)
                || scopes.contains(service)
                || service.equals(ADMIN) && scopes.stream().anyMatch(scope -> scope.indexOf('.') >= 0);
    }
}
