package org.mailbay.admin.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Template;
import org.mailbay.admin.spi.Verb;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
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

    /** An operation, the path of its resource, and its own whole path. */
    record Listed(Template resource, Template path, Operation operation) {}

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
    record Found(Route route, Verb verb, Template own, Template full, Map<String, String> variables) {
        /** Holds the resource while it answers. */
        Lease<Live> lease(Duration patience) throws AwayException {
            return route.swappable.acquire(patience);
        }

        /** The operation, of the resource that is there now. */
        Operation operation(Lease<Live> lease) throws AdminProblem {
            return lease.service().operations().stream()
                    .filter(operation ->
                            operation.verb() == verb && operation.path().equals(own))
                    .findFirst()
                    .orElseThrow(() -> AdminProblem.notFound("There is nothing of this name any more."));
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

    /** Who answers; of two, the one whose path is more exact. Null when nobody does. */
    @Nullable
    Found find(Verb verb, List<String> path) {
        Found found = null;
        for (Route route : routes.values()) {
            for (Known known : route.known) {
                Map<String, String> variables =
                        known.verb() == verb ? known.full().match(path).orElse(null) : null;
                if (variables != null && (found == null || known.full().compareTo(found.full()) < 0)) {
                    found = new Found(route, verb, known.own(), known.full(), variables);
                }
            }
        }
        return found;
    }

    /** With which verbs a path can be asked. */
    Set<Verb> verbs(List<String> path) {
        Set<Verb> verbs = EnumSet.noneOf(Verb.class);
        for (Route route : routes.values()) {
            for (Known known : route.known) {
                if (known.full().match(path).isPresent()) {
                    verbs.add(known.verb());
                }
            }
        }
        return verbs;
    }

    /** All operations of the resources that are there, by path and verb. */
    List<Listed> operations() {
        List<Listed> all = new ArrayList<>();
        for (Route route : routes.values()) {
            try (Lease<Live> lease = route.swappable.acquire(Duration.ZERO)) {
                for (Operation operation : lease.service().operations()) {
                    all.add(new Listed(route.path, operation.path().below(route.path), operation));
                }
            } catch (AwayException e) {
                LOG.debug("event=admin-resource outcome=away path={}", route.path);
            }
        }
        all.sort(Comparator.comparing((Listed one) -> one.path().toString())
                .thenComparing(one -> one.operation().verb()));
        return all;
    }
}
