package org.mailbay.admin.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the admin API.
 *
 * @param status HTTP status, 2xx
 * @param body to be written as a JSON object: maps, lists, strings, numbers, booleans
 */
public record AdminResponse(int status, Map<String, Object> body) {
    public AdminResponse {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("status " + status);
        }
    }

    /** 200 with a body. */
    public static AdminResponse ok(Map<String, Object> body) {
        return new AdminResponse(200, body);
    }

    /** 201: something was made. */
    public static AdminResponse created(Map<String, Object> body) {
        return new AdminResponse(201, body);
    }

    /** 202: something was begun. */
    public static AdminResponse accepted(Map<String, Object> body) {
        return new AdminResponse(202, body);
    }

    /**
     * Some of many things.
     *
     * @param next what the client says as {@code after} to get those that follow; null when these are the last
     */
    public static AdminResponse page(List<?> items, @Nullable String next) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items);
        if (next != null) {
            body.put("next", next);
        }
        return ok(body);
    }

    /**
     * The page of a list in memory that a request asks for.
     *
     * @param all in the order of their keys, which are unique
     * @param key what an item is asked for by as {@code after}
     * @param show what the client sees of it
     */
    public static <T> AdminResponse page(
            AdminRequest request, List<T> all, Function<T, String> key, Function<T, ?> show) {
        String after = request.after();
        List<T> rest = after.isEmpty()
                ? all
                : all.stream()
                        .filter(item -> key.apply(item).compareTo(after) > 0)
                        .toList();
        List<T> some = rest.subList(0, Math.min(rest.size(), request.limit()));
        return page(some.stream().map(show).toList(), some.size() < rest.size() ? key.apply(some.getLast()) : null);
    }
}
