package org.mailbay.admin.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Verb;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/** What a thing is at a moment: the answer to the GET of its path, or of the nearest one above it that is a thing. */
final class States {
    private final Routes routes;

    States(Routes routes) {
        this.routes = routes;
    }

    /**
     * A thing as it is.
     *
     * @param body as it is shown
     * @param masked without secrets
     */
    record State(Map<String, Object> body, Map<String, Object> masked) {}

    /** The path of the thing that a change of another path changes; null when there is none. */
    @Nullable
    List<String> thing(List<String> path) {
        for (int length = path.size(); length > 0; length--) {
            List<String> some = path.subList(0, length);
            if (routes.find(Verb.GET, some) instanceof Routes.Found found && isThing(found, length < path.size())) {
                return some;
            }
        }
        return null;
    }

    private static boolean isThing(Routes.Found found, boolean mustBeNamed) {
        List<String> segments = found.full().segments();
        return !mustBeNamed || segments.getLast().startsWith("{");
    }

    /** The thing of a path as it is; null when it is not there, or is a list, or dear to look at. */
    @Nullable
    State of(List<String> path, Actor actor) throws IOException {
        Routes.Found found = routes.find(Verb.GET, path);
        if (found == null) {
            return null;
        }
        try (Lease<Routes.Live> lease = found.lease(Duration.ZERO)) {
            Operation operation = found.operation(lease);
            if (operation.traits().contains(Operation.Trait.PAGED)
                    || operation.traits().contains(Operation.Trait.SLOW)) {
                return null;
            }
            Map<String, Object> body = operation
                    .perform(new AdminRequest(unscoped(actor), found.variables(), Map.of(), Map.of(), new byte[0]))
                    .body();
            Map<String, Object> masked = new LinkedHashMap<>();
            if (operation.answers().masked(body) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> masked.put(String.valueOf(name), value));
            }
            return new State(body, masked);
        } catch (AdminProblem | AwayException e) {
            return null;
        }
    }

    /** What they see does not depend on what their token is good for: they get a hash of it, and the log the rest. */
    private static Actor unscoped(Actor actor) {
        return new Actor(
                actor.name(), actor.roles(), actor.tenant(), actor.domains(), Set.of(Actor.EVERYTHING), actor.source());
    }

    /** The fields of one that are other ones in another; null when there are none. */
    static @Nullable Map<String, Object> difference(@Nullable State one, @Nullable State other) {
        if (one == null) {
            return null;
        }
        Map<String, Object> different = new LinkedHashMap<>(one.masked());
        if (other != null) {
            different
                    .entrySet()
                    .removeIf(field ->
                            Objects.equals(field.getValue(), other.masked().get(field.getKey())));
        }
        return different.isEmpty() ? null : different;
    }
}
