package org.mailbay.admin.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.Visitor;
import org.mailbay.admin.Visitors;
import org.mailbay.admin.rest.audit.Audit;
import org.mailbay.admin.rest.session.Cookies;
import org.mailbay.admin.rest.session.Session;
import org.mailbay.admin.rest.session.Sessions;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/…}: has the {@link Desk} answer, and turns what went wrong into problem details. */
@Component(
        service = {Servlet.class, MetricSource.class, Visitors.class},
        property = {"osgi.http.whiteboard.servlet.pattern=/admin/v1", "osgi.http.whiteboard.servlet.pattern=/admin/v1/*"
        })
public final class AdminServlet extends HttpServlet implements MetricSource, Visitors {
    private static final long serialVersionUID = 2L;
    private static final Logger LOG = LoggerFactory.getLogger(AdminServlet.class);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final transient Swappable<Directory> directory = new Swappable<>("directory");
    private final transient Routes routes = new Routes();
    private final transient Replies replies = new Replies();
    private final transient Callers callers;
    private final transient Sessions sessions;
    private final transient Desk desk;

    @Activate
    public AdminServlet(BundleContext context, @Reference Sessions sessions, @Reference Audit audit)
            throws IOException {
        this(Path.of(context.getProperty("mailbay.data")), sessions, audit, InstantSource.system());
    }

    /** With another clock, for tests. */
    AdminServlet(Path data, Sessions sessions, Audit audit, InstantSource clock) throws IOException {
        this.sessions = sessions;
        callers = new Callers(TokenFile.open(data), directory);
        Changes changes = new Changes(new States(routes), new Replays(clock), audit, replies);
        Work work = new Work(clock);
        desk = new Desk(routes, callers, sessions, changes, work, replies);
        routes.bind(SessionResource.PATH, new SessionResource(callers, sessions));
        routes.bind(OwnSessionsResource.PATH, new OwnSessionsResource(sessions));
        routes.bind(WorkResource.PATH, new WorkResource(work));
        routes.bind("", new OverviewResource(routes));
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDirectory(Directory service) {
        directory.bind(service);
    }

    void unbindDirectory(Directory service) {
        directory.unbind(service, DRAIN);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindResource(AdminResource resource, Map<String, Object> properties) {
        routes.bind(path(properties), resource);
    }

    void unbindResource(AdminResource resource, Map<String, Object> properties) {
        routes.unbind(path(properties), resource, DRAIN);
    }

    private static String path(Map<String, Object> properties) {
        return String.valueOf(properties.get(AdminResource.PATH));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Visit visit = new Visit(request, response);
        try {
            ScopedValue.where(Visit.NOW, visit).call(() -> {
                desk.serve(visit);
                return visit;
            });
        } catch (AdminProblem e) {
            replies.problem(response, e, visit.isHead());
        } catch (AwayException e) {
            response.setHeader("Retry-After", "1");
            replies.problem(response, new AdminProblem(503, "away", e.getMessage() + ", try again."), visit.isHead());
        } catch (Exception e) {
            LOG.atError().setCause(e).log("event=admin-request outcome=failed path={}", request.getPathInfo());
            replies.problem(
                    response, new AdminProblem(500, "failed", "The server failed; its log says why."), visit.isHead());
        }
    }

    @Override
    public Visitor who(@Nullable String authorization, @Nullable String cookies, InetAddress source, boolean isSecure)
            throws IOException {
        String id = authorization == null ? Cookies.id(cookies, isSecure).orElse("") : "";
        Session session = id.isEmpty() ? null : sessions.find(id).orElse(null);
        if (session != null) {
            Optional<Actor> actor = callers.of(session, source);
            if (actor.isPresent()) {
                return new Visitor.Known(actor.get());
            }
            sessions.end(id);
        }
        return switch (callers.who(authorization, source)) {
            case Callers.Answer.Operator(Actor actor) -> new Visitor.Known(actor);
            case Callers.Answer.User(LogIn logIn) ->
                new Visitor.Known(Callers.actor(logIn.principal(), logIn.scopes(), source));
            case Callers.Answer.Later(Duration after) -> new Visitor.Later(after);
            case Callers.Answer.Unknown() -> new Visitor.Unknown();
        };
    }

    @Override
    public void measure(Metrics out) {
        replies.measure(out);
    }
}
