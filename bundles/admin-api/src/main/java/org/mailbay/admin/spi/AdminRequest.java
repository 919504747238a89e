package org.mailbay.admin.spi;

import java.util.List;
import java.util.Map;

/**
 * A request to the admin API.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE}
 * @param path the segments after the resource's own, decoded
 * @param query parameters, the last of a name
 * @param body the JSON object sent (maps, lists, strings, numbers, booleans); empty when there was none
 * @param content the bytes of a body that is not JSON, such as a bundle; empty otherwise
 * @param actor who asks, for the audit log
 */
public record AdminRequest(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, Object> body,
        byte[] content,
        String actor) {
    public AdminRequest {
        path = List.copyOf(path);
        query = Map.copyOf(query);
    }

    /**
     * A text of the body.
     *
     * @throws AdminProblem when it is missing or no text
     */
    public String text(String name) throws AdminProblem {
        if (body.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new AdminProblem(400, "missing-" + name, "The request needs a text \"" + name + "\".");
    }
}
