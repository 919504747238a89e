package org.mailbay.jmap.core.request;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Request object (RFC 8620 §3.3).
 *
 * @param createdIds creation ids to ids; null when the client does not want to hear of them
 */
public record Request(
        Set<String> using, List<Invocation> calls, @Nullable Map<String, String> createdIds) {
    /**
     * A method call as the client wrote it (RFC 8620 §3.2).
     *
     * @param id the client's, opaque
     */
    public record Invocation(String name, ObjectNode arguments, String id) {}
}
