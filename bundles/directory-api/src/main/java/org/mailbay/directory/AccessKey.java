package org.mailbay.directory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Something beside the password that lets a user in. The secret itself is kept nowhere.
 *
 * @param id names it among the keys of its owner, for ever
 * @param name in its owner's words
 * @param scopes what it may be used for
 * @param expires when it is of no use any more
 */
public record AccessKey(
        String id, Kind kind, String name, Set<String> scopes, Instant created, Optional<Instant> expires) {
    public AccessKey {
        scopes = Set.copyOf(scopes);
    }

    /** How it is shown to a server. */
    public enum Kind {
        /** In place of the password, with the user's name: PLAIN, LOGIN, Basic. SCRAM knows the password only. */
        APP_PASSWORD,
        /** By itself: Bearer, OAUTHBEARER, XOAUTH2. */
        TOKEN
    }
}
