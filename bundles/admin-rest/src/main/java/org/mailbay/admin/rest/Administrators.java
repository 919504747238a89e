package org.mailbay.admin.rest;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
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

        /** Somebody who has to wait, after too many failures. */
        record Later(Duration after) implements Answer {}

        /** Somebody who may not. */
        record Refused() implements Answer {}
    }

    /** @param source where the client is */
    Answer who(@Nullable String authorization, InetAddress source) throws IOException {
        if (authorization == null || authorization.length() > 4_096) {
            return new Answer.Unknown();
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return bearer(authorization.substring(7).strip(), source);
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(authorization.substring(6).strip(), source);
        }
        return new Answer.Unknown();
    }

    private Answer bearer(String text, InetAddress source) throws IOException {
        if (text.isEmpty() || text.length() > 1_024) {
            return new Answer.Unknown();
        }
        Secret given = Secret.of(text);
        if (token.equals(given)) {
            return new Answer.Administrator("token-file");
        }
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            return judge(lease.service().door(source).token(text));
        }
    }

    private Answer basic(String text, InetAddress source) throws IOException {
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
            return judge(lease.service().door(source).password(pair.substring(0, colon), pair.substring(colon + 1)));
        }
    }

    private static Answer judge(org.mailbay.sasl.Answer<LogIn> answer) {
        return switch (answer) {
            case org.mailbay.sasl.Answer.Wrong<LogIn>() -> new Answer.Unknown();
            case org.mailbay.sasl.Answer.Later<LogIn>(Duration after) -> new Answer.Later(after);
            case org.mailbay.sasl.Answer.In<LogIn>(LogIn who) -> {
                Principal principal = who.principal();
                yield principal.roles().contains(Principal.Role.SYSTEM_ADMINISTRATOR)
                        ? new Answer.Administrator(principal.address())
                        : new Answer.Refused();
            }
        };
    }
}
