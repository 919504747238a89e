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
     * Refuses a body with other fields than these: a misspelt one must not be taken for one that is missing.
     *
     * @throws AdminProblem that names the first other one
     */
    public void only(String... fields) throws AdminProblem {
        List<String> known = List.of(fields);
        for (String name : body.keySet()) {
            if (!known.contains(name)) {
                throw new AdminProblem(
                        400,
                        "unknown-field",
                        "There is no field \"" + name + "\" here; there "
                                + (known.isEmpty() ? "are none." : "are: " + String.join(", ", known) + "."));
            }
        }
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

    /**
     * A text of the body that may be missing.
     *
     * @throws AdminProblem when it is no text
     */
    public String text(String name, String otherwise) throws AdminProblem {
        if (body.getOrDefault(name, otherwise) instanceof String text) {
            return text;
        }
        throw new AdminProblem(400, "malformed-" + name, "\"" + name + "\" is a text.");
    }
}
