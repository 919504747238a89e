package org.mailbay.jmap.core.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.core.request.Request;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.jmap.core.request.RequestReader;
import tools.jackson.databind.JsonNode;

/** Reads messages (RFC 8887 §4.3). Threads: any. */
final class MessageReader {
    private static final int MAX_TYPES = 1000;

    private final RequestReader requests;

    MessageReader(RequestReader requests) {
        this.requests = requests;
    }

    /** Reads one whole message. */
    Message read(InputStream in) throws IOException {
        Map<String, JsonNode> members = new HashMap<>();
        try {
            Request request = requests.readAny(in, members::put);
            return message(request, members);
        } catch (RequestProblem problem) {
            return new Message.Bad(problem, text(members.get("id")));
        }
    }

    private static Message message(@Nullable Request request, Map<String, JsonNode> members) throws RequestProblem {
        String type = text(members.get("@type"));
        return switch (type == null ? "" : type) {
            case "Request" -> {
                JsonNode id = members.get("id");
                if (id != null && !id.isString() && !id.isNull()) {
                    throw RequestProblem.notRequest("id is not a string");
                }
                if (request == null) {
                    throw RequestProblem.notRequest("using and methodCalls are needed");
                }
                yield new Message.Calls(request, text(id));
            }
            case "WebSocketPushEnable" -> new Message.PushEnable(types(members.get("dataTypes")), pushState(members));
            case "WebSocketPushDisable" -> new Message.PushDisable();
            default ->
                throw RequestProblem.notRequest(
                        "@type must be Request, WebSocketPushEnable or WebSocketPushDisable"); // RFC 8887 §4.3.1
        };
    }

    private static @Nullable Set<String> types(@Nullable JsonNode node) throws RequestProblem {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isArray() || node.size() > MAX_TYPES) {
            throw RequestProblem.notRequest("dataTypes: null or a list of names is needed");
        }
        Set<String> types = new HashSet<>();
        for (JsonNode type : node) {
            if (!type.isString()) {
                throw RequestProblem.notRequest("dataTypes: null or a list of names is needed");
            }
            types.add(type.asString());
        }
        return types;
    }

    private static @Nullable String pushState(Map<String, JsonNode> members) throws RequestProblem {
        JsonNode state = members.get("pushState");
        if (state != null && !state.isString() && !state.isNull()) {
            throw RequestProblem.notRequest("pushState is not a string");
        }
        return text(state);
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.asString() : null;
    }
}
