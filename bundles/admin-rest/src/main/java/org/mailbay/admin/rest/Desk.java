package org.mailbay.admin.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.rest.session.Session;
import org.mailbay.admin.rest.session.Sessions;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Role;
import org.mailbay.admin.spi.Verb;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;
import org.mailbay.swap.Swappable.Lease;

/** Answers requests: finds out who asks and what, whether they may, and has it done. */
final class Desk {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String CSRF = "X-Mailbay-Csrf";
    private static final String WORK = "X-Mailbay-Work";

    private final Routes routes;
    private final Callers callers;
    private final Sessions sessions;
    private final Changes changes;
    private final Work work;
    private final Replies replies;
    private final Bodies bodies = new Bodies();

    Desk(Routes routes, Callers callers, Sessions sessions, Changes changes, Work work, Replies replies) {
        this.routes = routes;
        this.callers = callers;
        this.sessions = sessions;
        this.changes = changes;
        this.work = work;
        this.replies = replies;
    }

    void serve(Visit visit) throws AdminProblem, IOException {
        if (!visit.isSecure() && !visit.source().isLoopbackAddress()) {
            throw new AdminProblem(403, "tls-required", "Use HTTPS: passwords are not taken in the clear.");
        }
        List<String> path = visit.path();
        String method = visit.isHead() ? "GET" : visit.request().getMethod();
        Verb verb = Verb.of(method).orElse(null);
        if (verb != Verb.GET && visit.isFromAnotherSite()) {
            throw new AdminProblem(403, "cross-site", "Another site asked for this.");
        }
        Routes.Found found = verb == null ? null : routes.find(verb, path);
        boolean isLogIn = path.equals(List.of(SessionResource.PATH)) && verb == Verb.POST;
        Actor actor = isLogIn ? anybody(visit) : actor(visit, verb);
        if (found == null) {
            throw nothing(visit, path);
        }
        try (Lease<Routes.Live> lease = found.lease(PATIENCE)) {
            Operation operation = found.operation(lease);
            operation.need().check(actor);
            Bodies.Body body = bodies.read(visit.request(), operation);
            AdminRequest request =
                    new AdminRequest(actor, found.variables(), visit.query(), body.object(), body.content());
            if (operation.traits().contains(Operation.Trait.SLOW)) {
                String wish = Objects.requireNonNullElse(visit.header(WORK), "");
                try (Work.Job job = work.begin(wish, operation.id(), String.join("/", path), actor)) {
                    perform(visit, operation, path, request.with(job), body);
                }
            } else {
                perform(visit, operation, path, request, body);
            }
        }
    }

    private void perform(Visit visit, Operation operation, List<String> path, AdminRequest request, Bodies.Body body)
            throws AdminProblem, IOException {
        if (operation.verb() == Verb.GET) {
            show(visit, operation.perform(request));
        } else {
            changes.make(visit, new Changes.Asked(operation, path, request, body.bytes()));
        }
    }

    private AdminProblem nothing(Visit visit, List<String> path) {
        Set<Verb> verbs = routes.verbs(path);
        if (verbs.isEmpty()) {
            return AdminProblem.notFound("There is nothing of this name; GET /admin/v1 lists what there is.");
        }
        String allowed = verbs.stream().map(Verb::name).collect(Collectors.joining(", "))
                + (verbs.contains(Verb.GET) ? ", HEAD" : "");
        visit.response().setHeader("Allow", allowed); // RFC 9110 §15.5.6
        return new AdminProblem(405, "method-not-allowed", "This can only be asked with " + allowed + ".");
    }

    private void show(Visit visit, AdminResponse answer) throws IOException {
        byte[] bytes = replies.bytes(answer.body());
        String tag = EntityTag.of(bytes);
        visit.response().setHeader("ETag", tag);
        String known = visit.header("If-None-Match");
        boolean isKnown = known != null && EntityTag.isIn(known, tag, true); // RFC 9110 §13.1.2
        replies.write(visit.response(), isKnown ? 304 : answer.status(), Replies.JSON, bytes, visit.isHead());
    }

    private static Actor anybody(Visit visit) {
        return new Actor("", Set.of(Role.USER), null, Set.of(), Set.of("session.write"), visit.source());
    }

    private Actor actor(Visit visit, @Nullable Verb verb) throws AdminProblem, IOException {
        String authorization = visit.header("Authorization");
        String id = visit.sessionId();
        if (authorization == null && id != null) {
            Actor actor = bySession(visit, id, verb);
            if (actor != null) {
                return actor;
            }
        }
        return switch (callers.who(authorization, visit.source())) {
            case Callers.Answer.Operator(Actor actor) -> actor;
            case Callers.Answer.User(LogIn logIn) -> Callers.actor(logIn.principal(), logIn.scopes(), visit.source());
            case Callers.Answer.Later(Duration after) -> throw SessionResource.later(visit, after);
            case Callers.Answer.Unknown() -> throw unknown(visit);
        };
    }

    /** RFC 9110 §11.6.1: a challenge; not one that makes a browser ask by itself when a script can. */
    private static AdminProblem unknown(Visit visit) {
        visit.response()
                .setHeader(
                        "WWW-Authenticate",
                        visit.isFromScript() || visit.sessionId() != null
                                ? "Bearer realm=\"Mailbay\""
                                : "Basic realm=\"Mailbay\", charset=\"UTF-8\""); // RFC 7617 §2.1
        return new AdminProblem(401, "log-in", "Log in.");
    }

    private @Nullable Actor bySession(Visit visit, String id, @Nullable Verb verb) throws AdminProblem, IOException {
        Session session = sessions.find(id).orElse(null);
        if (session == null) {
            return null;
        }
        Optional<Actor> actor = callers.of(session, visit.source());
        if (actor.isEmpty()) {
            sessions.end(id);
            return null;
        }
        String csrf = Objects.requireNonNullElse(visit.header(CSRF), "");
        boolean isSent =
                Secret.parse(csrf).filter(Secret.of(session.csrf())::equals).isPresent();
        if (verb != Verb.GET && !isSent) {
            throw new AdminProblem(403, "csrf", "A change by a session needs its word in the field " + CSRF + ".");
        }
        visit.session(session);
        return actor.get();
    }
}
