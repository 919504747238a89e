package org.mailbay.admin.rest;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.rest.session.Session;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.Role;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Who asks: the bearer of the token file, or a user by Basic or Bearer authentication (RFC 7617, RFC 6750) or by session. */
final class Callers {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SERVICE = "admin";
    private static final int LONGEST = 4_096;

    private final Secret token;
    private final Swappable<Directory> directory;

    Callers(Secret token, Swappable<Directory> directory) {
        this.token = token;
        this.directory = directory;
    }

    /** What somebody showed, and who that is. */
    sealed interface Answer {
        /** The bearer of the token file. */
        record Operator(Actor actor) implements Answer {}

        /** A user. */
        record User(LogIn logIn) implements Answer {}

        /** Nobody, or somebody unknown. */
        record Unknown() implements Answer {}

        /** Somebody who has to wait, after too many failures. */
        record Later(Duration after) implements Answer {}
    }

    /**
     * Who an Authorization field is of.
     *
     * @param source where the client is
     */
    Answer who(@Nullable String authorization, InetAddress source) throws IOException {
        if (authorization == null || authorization.length() > LONGEST) {
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
        if (token.equals(Secret.of(text))) {
            return new Answer.Operator(new Actor(
                    "token-file", Set.of(Role.SYSTEM_ADMINISTRATOR), null, Set.of(), Set.of(Actor.EVERYTHING), source));
        }
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            return judge(lease.service().door(source, SERVICE).token(text));
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
        return password(pair.substring(0, colon), pair.substring(colon + 1), source);
    }

    /** Who a name and a password are of. */
    Answer password(String name, String password, InetAddress source) throws IOException {
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            return judge(lease.service().door(source, SERVICE).password(name, password));
        }
    }

    private static Answer judge(org.mailbay.sasl.Answer<LogIn> answer) {
        return switch (answer) {
            case org.mailbay.sasl.Answer.Wrong<LogIn>() -> new Answer.Unknown();
            case org.mailbay.sasl.Answer.Later<LogIn>(Duration after) -> new Answer.Later(after);
            case org.mailbay.sasl.Answer.In<LogIn>(LogIn who) -> new Answer.User(who);
        };
    }

    /** Who a session is of; empty when what it was opened with opens nothing any more: the password was changed, the user is gone. */
    Optional<Actor> of(Session session, InetAddress source) throws IOException {
        try (Lease<Directory> lease = directory.acquire(PATIENCE)) {
            if (!lease.service().isValid(session.credential())) {
                return Optional.empty();
            }
            return lease.service()
                    .principal(session.credential().address())
                    .map(principal -> actor(principal, session.scopes(), source));
        }
    }

    /** A user, as what they are at this moment. */
    static Actor actor(Principal principal, Set<String> scopes, InetAddress source) {
        Set<Role> roles = EnumSet.of(Role.USER);
        principal.roles().forEach(role -> roles.add(Role.valueOf(role.name())));
        return new Actor(principal.address(), roles, principal.tenant(), principal.domains(), scopes, source);
    }
}
