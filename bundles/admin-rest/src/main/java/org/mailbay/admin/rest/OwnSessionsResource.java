package org.mailbay.admin.rest;

import static org.mailbay.admin.spi.Shape.field;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.rest.session.Session;
import org.mailbay.admin.rest.session.Sessions;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;

/** {@code /admin/v1/self/sessions}: where a user is logged in with a browser, and ending that. */
final class OwnSessionsResource implements AdminResource {
    static final String PATH = "self/sessions";

    private static final Shape.Fields SHOWN = Shape.object(
            field("id", Shape.text(), "by which it is ended"),
            field("source", Shape.text(), "where the browser was"),
            field("created", Shape.instant(), "when it logged in"),
            field("used", Shape.instant(), "when it last asked for something"),
            field("current", Shape.flag(), "whether it is the one that asks"));

    private final Sessions sessions;

    OwnSessionsResource(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listOwnSessions", "Says where you are logged in with a browser")
                        .pages(SHOWN)
                        .needs(Need.user("self.read"))
                        .by(request -> AdminResponse.page(
                                request,
                                sessions.of(request.actor().name()),
                                Session::name,
                                OwnSessionsResource::show)),
                Operation.delete("{id}", "deleteOwnSession", "Logs a browser of yours out")
                        .answers(Shape.object())
                        .needs(Need.user("self.write"))
                        .by(this::end));
    }

    private static Map<String, Object> show(Session session) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", session.name());
        shown.put("source", session.source().getHostAddress());
        shown.put("created", session.began().toString());
        shown.put("used", session.used().toString());
        shown.put("current", session == Visit.NOW.get().session());
        return shown;
    }

    private AdminResponse end(AdminRequest request) throws AdminProblem {
        for (Session session : sessions.of(request.actor().name())) {
            if (session.name().equals(request.variable("id"))) {
                sessions.end(session);
                return AdminResponse.ok(Map.of());
            }
        }
        throw AdminProblem.notFound("You have no such session.");
    }
}
