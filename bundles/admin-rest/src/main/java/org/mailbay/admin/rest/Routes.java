package org.mailbay.admin.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Template;
import org.mailbay.admin.spi.Verb;
import org.mailbay.swap.Swappable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which resource answers which path.
 *
 * <p>A path stays known while its resource is being replaced, and nothing of the resource's classes with it.
 */
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    /** A resource that is there, and what can be asked of it. */
    record Live(AdminResource resource, List<Operation> operations) {}

    /** What is remembered of an operation. */
    private record Known(Verb verb, Template own, Template full) {}

    /** The resources of a path, one at a time. */
    static final class Route {
        private final Template path;
        private final Swappable<Live> swappable;
        private final Map<AdminResource, Live> lives = new IdentityHashMap<>();
        private volatile List<Known> known = List.of();

        private Route(String path) {
            this.path = Template.of(path);
            this.swappable = new Swappable<>(path);
        }

        Swappable<Live> swappable() {
            return swappable;
        }

        private void bind(AdminResource resource) {
            Live live = new Live(resource, List.copyOf(resource.operations()));
            known = live.operations().stream()
                    .map(operation -> new Known(
                            operation.verb(), operation.path(), operation.path().below(path)))
                    .toList();
            synchronized (lives) {
                lives.put(resource, live);
            }
            swappable.bind(live);
        }

        private void unbind(AdminResource resource, Duration drain) {
            Live live;
            synchronized (lives) {
                live = lives.remove(resource);
            }
            if (live != null) {
                swappable.unbind(live, drain);
            }
        }
    }

    /** Who answers a request. */
    record Found(Route route, Verb verb, @Nullable Template own, Map<String, String> variables) {
        AdminResponse ask(
                Live live, Actor actor, String method, List<String> path, Map<String, String> query, Bodies.Body body)
                throws AdminProblem, IOException {
            if (own == null) {
                List<String> rest = path.subList(route.path.segments().size(), path.size());
                return live.resource()
                        .handle(new AdminRequest(method, rest, query, body.object(), body.content(), actor.name()));
            }
            for (Operation operation : live.operations()) {
                if (operation.verb() == verb && operation.path().equals(own)) {
                    return operation.perform(new AdminRequest(actor, variables, query, body.object(), body.content()));
                }
            }
            throw AdminProblem.notFound("There is nothing of this name any more.");
        }
    }

    /** A resource comes. */
    void bind(String path, AdminResource resource) {
        try {
            routes.computeIfAbsent(path, Route::new).bind(resource);
        } catch (RuntimeException e) {
            LOG.error("event=admin-resource outcome=refused path={}", path, e);
        }
    }

    /** A resource goes, as soon as it has answered those who asked. */
    void unbind(String path, AdminResource resource, Duration drain) {
        Route route = routes.get(path);
        if (route != null) {
            route.unbind(resource, drain);
        }
    }

    /**
     * Who answers; of two, the one whose path is more exact.
     *
     * @throws AdminProblem 404, 405
     */
    Found find(Verb verb, List<String> path) throws AdminProblem {
        Set<Verb> allowed = EnumSet.noneOf(Verb.class);
        Found found = null;
        Template best = null;
        for (Route route : routes.values()) {
            if (route.known.isEmpty()
                    && path.size() >= route.path.segments().size()
                    && route.path
                            .match(path.subList(0, route.path.segments().size()))
                            .isPresent()) {
                found = new Found(route, verb, null, Map.of());
            }
            for (Known known : route.known) {
                Map<String, String> variables = known.full().match(path).orElse(null);
                if (variables == null) {
                    continue;
                }
                allowed.add(known.verb());
                if (known.verb() == verb && (best == null || known.full().compareTo(best) < 0)) {
                    best = known.full();
                    found = new Found(route, verb, known.own(), variables);
                }
            }
        }
        if (found != null) {
            return found;
        }
        throw allowed.isEmpty()
                ? AdminProblem.notFound("There is no such resource; known: " + String.join(", ", names()))
                : new AdminProblem(405, "method-not-allowed", "This can only be asked with " + allowed + ".");
    }

    private Set<String> names() {
        List<String> names = new ArrayList<>();
        routes.values().forEach(route -> names.add(route.path.segments().getFirst()));
        return new TreeSet<>(names);
    }
}
