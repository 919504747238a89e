package org.mailbay.admin.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Who may administer: the bearer of the token file, or a system administrator by Basic or Bearer authentication (RFC 7617, RFC 6750). */
final class Administrators {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Secret token;
    private final Swappable<Directory> directory;

    Administrators(Secret token, Swappable<Directory> directory) {
        this.token = token;
        this.directory = directory;
    }

    /** What the Authorization field says. */
    sealed interface Answer {
        /** Somebody who may. */
        record Administrator(String name) implements Answer {}

        /** Nobody, or somebody unknown. */
        record Unknown() implements Answer {}

        /** Somebody who may not. */
        record Refused() implements Answer {}
    }

    Answer who(@Nullable String authorization) throws AwayException {
        if (authorization == null || authorization.length() > 4_096) {
            return new Answer.Unknown();
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return bearer(authorization.substring(7).strip());
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(authorization.substring(6).strip());
        }
        return new Answer.Unknown();
    }

    private Answer bearer(String text) throws AwayException {
        if (text.isEmpty() || text.length() > 1_024) {
            return new Answer.Unknown();
        }
        Secret given = Secret.of(text);
        if (token.equals(given)) {
            return new Answer.Administrator("token-file");
        }
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            return judge(lease.service().authenticateToken(given));
        }
    }

    private Answer basic(String text) throws AwayException {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Answer.Unknown();
        }
        int colon = pair.indexOf(':');
        if (colon < 0 || pair.length() > 1_024) {
            return new Answer.Unknown();
        }
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            return judge(lease.service().authenticate(pair.substring(0, colon), Secret.of(pair.substring(colon + 1))));
        }
    }

    private static Answer judge(Optional<Principal> principal) {
        if (principal.isEmpty()) {
            return new Answer.Unknown();
        }
        return principal.get().roles().contains(Principal.Role.SYSTEM_ADMINISTRATOR)
                ? new Answer.Administrator(principal.get().address())
                : new Answer.Refused();
    }
}
