package org.mailbay.admin.rest;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.rest.session.Cookies;
import org.mailbay.admin.rest.session.Session;
import org.mailbay.admin.rest.session.Sessions;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.LogIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/session}: logging in and out with a browser. */
final class SessionResource implements AdminResource {
    static final String PATH = "session";

    /** What anybody may ask without being known. */
    static final String LOG_IN = "createSession";

    private static final Logger LOG = LoggerFactory.getLogger(SessionResource.class);
    private static final Shape SHOWN = Shape.object(
            field("actor", Shape.text(), "who you are"),
            field("roles", Shape.list(Shape.text()), "what you may administer"),
            optional("tenant", Shape.number(), "number of your tenant"),
            field("domains", Shape.list(Shape.text()), "those that you administer"),
            field("scopes", Shape.list(Shape.text()), "what your token is good for; * is everything"),
            optional("csrf", Shape.text(), "to be sent as X-Mailbay-Csrf with every change"),
            optional("idleSeconds", Shape.number(), "after how long without a request the session ends"));

    private final Callers callers;
    private final Sessions sessions;

    SessionResource(Callers callers, Sessions sessions) {
        this.callers = callers;
        this.sessions = sessions;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post("", LOG_IN, "Logs in with a browser, which keeps a cookie")
                        .takes(Shape.object(
                                field("name", Shape.text(1, 320), "an address, or admin"),
                                field("password", Shape.secret(1, 1_000), "the user's")))
                        .answers(SHOWN)
                        .answersSecret()
                        .needs(Need.user("session.write"))
                        .by(this::logIn),
                Operation.get("", "getSession", "Says who you are")
                        .answers(SHOWN)
                        .needs(Need.user("session.read"))
                        .by(this::show),
                Operation.delete("", "deleteSession", "Logs out")
                        .answers(Shape.object())
                        .needs(Need.user("session.write"))
                        .by(this::logOut));
    }

    private AdminResponse logIn(AdminRequest request) throws AdminProblem, IOException {
        Visit visit = Visit.NOW.get();
        return switch (callers.password(request.text("name"), request.text("password"), visit.source())) {
            case Callers.Answer.User(LogIn logIn) -> AdminResponse.created(opened(visit, logIn));
            case Callers.Answer.Later(Duration after) -> throw later(visit, after);
            case Callers.Answer.Unknown() -> throw wrong(visit);
            case Callers.Answer.Operator ignored -> throw wrong(visit);
        };
    }

    private static AdminProblem wrong(Visit visit) {
        LOG.info("event=admin-log-in outcome=wrong source={}", visit.source().getHostAddress());
        return new AdminProblem(401, "wrong-password", "The name or the password is wrong.");
    }

    /** Somebody has to wait. */
    static AdminProblem later(Visit visit, Duration after) {
        long seconds = after.toSeconds() + 1;
        visit.response().setHeader("Retry-After", Long.toString(seconds));
        return new AdminProblem(429, "too-many-failures", "Too many log-ins failed; try again in " + seconds + " s.");
    }

    private Map<String, Object> opened(Visit visit, LogIn logIn) {
        String old = visit.sessionId();
        if (old != null) {
            sessions.end(old);
        }
        Sessions.Opened opened = sessions.open(logIn, visit.source());
        visit.response().setHeader("Set-Cookie", Cookies.keep(opened.id(), visit.isSecure()));
        Actor actor = Callers.actor(logIn.principal(), logIn.scopes(), visit.source());
        LOG.info(
                "event=admin-log-in outcome=done actor={} source={}",
                actor.name(),
                visit.source().getHostAddress());
        return shown(actor, opened.session());
    }

    private AdminResponse show(AdminRequest request) {
        return AdminResponse.ok(shown(request.actor(), Visit.NOW.get().session()));
    }

    private Map<String, Object> shown(Actor actor, @Nullable Session session) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("actor", actor.name());
        shown.put("roles", actor.roles().stream().sorted().map(Enum::name).toList());
        if (actor.tenant() != null) {
            shown.put("tenant", actor.tenant().number());
        }
        shown.put("domains", actor.domains().stream().sorted().toList());
        shown.put("scopes", actor.scopes().stream().sorted().toList());
        if (session != null) {
            shown.put("csrf", session.csrf());
            shown.put("idleSeconds", sessions.idle().toSeconds());
        }
        return shown;
    }

    private AdminResponse logOut(AdminRequest request) {
        Visit visit = Visit.NOW.get();
        String id = visit.sessionId();
        if (id != null && visit.session() != null) {
            sessions.end(id);
            LOG.info("event=admin-log-out actor={}", request.actor().name());
        }
        visit.response().setHeader("Set-Cookie", Cookies.forget(visit.isSecure()));
        return AdminResponse.ok(Map.of());
    }
}
