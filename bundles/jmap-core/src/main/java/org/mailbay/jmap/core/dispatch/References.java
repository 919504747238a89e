package org.mailbay.jmap.core.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.core.json.Pointer;
import org.mailbay.jmap.core.request.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results that later calls refer to (RFC 8620 §3.7). One thread.
 *
 * <p>Only responses that some call refers to are kept, and read back only when it does. What references add to arguments is bounded,
 * since references to what references made grow exponentially.
 */
final class References {
    private final Set<String> wanted = new HashSet<>();

    private final Map<String, List<ResponseBuffer>> kept = new HashMap<>();

    private final Map<ResponseBuffer, JsonNode> read = new HashMap<>();

    private long left;

    /**
     * Looks which results will be wanted.
     *
     * @param maxSize what all references together may add, in characters and about eight for each value
     */
    References(List<Request.Invocation> calls, long maxSize) {
        left = maxSize;
        for (Request.Invocation call : calls) {
            for (String name : call.arguments().propertyNames()) {
                if (name.startsWith("#")) {
                    JsonNode of = call.arguments().path(name).get("resultOf");
                    if (of != null && of.isString()) {
                        wanted.add(of.stringValue());
                    }
                }
            }
        }
    }

    /** Keeps a response if it will be wanted. */
    void keep(String callId, ResponseBuffer response) {
        if (wanted.contains(callId)) {
            kept.computeIfAbsent(callId, id -> new ArrayList<>()).add(response);
        }
    }

    /** Puts results in the place of references, in place. */
    void resolve(ObjectNode arguments) throws MethodError {
        List<String> names = null;
        for (String name : arguments.propertyNames()) {
            if (name.startsWith("#")) {
                names = names == null ? new ArrayList<>() : names;
                names.add(name);
            }
        }
        if (names == null) {
            return;
        }
        for (String name : names) {
            String plain = name.substring(1);
            if (arguments.has(plain)) {
                throw MethodError.invalidArguments(plain + ": given twice"); // RFC 8620 §3.7
            }
            JsonNode value = value(arguments.remove(name), plain);
            spend(value);
            arguments.set(plain, value.deepCopy()); // its call may change it, and others may refer to the same
        }
    }

    private JsonNode value(JsonNode reference, String argument) throws MethodError {
        String of = string(reference, "resultOf", argument);
        String name = string(reference, "name", argument);
        String path = string(reference, "path", argument);
        // RFC 8620 §3.7: the first response with this call id, and it must have this name
        List<ResponseBuffer> responses = kept.get(of);
        if (responses == null || !responses.getFirst().name().equals(name)) {
            throw invalid(argument + ": no response of that id and name");
        }
        JsonNode result = read.computeIfAbsent(responses.getFirst(), ResponseBuffer::arguments);
        return Pointer.parse(path)
                .flatMap(pointer -> pointer.in(result))
                .orElseThrow(() -> invalid(argument + ": the path leads nowhere"));
    }

    private static String string(JsonNode reference, String member, String argument) throws MethodError {
        JsonNode value = reference.get(member);
        if (value == null || !value.isString()) {
            throw invalid(argument + ": not a ResultReference");
        }
        return value.stringValue();
    }

    private void spend(@Nullable JsonNode value) throws MethodError {
        if (value == null) {
            return;
        }
        left -= 8 + (value.isString() ? value.stringValue().length() : 0);
        if (left < 0) {
            throw invalid("references add too much to this request");
        }
        for (JsonNode item : value.values()) {
            spend(item);
        }
    }

    private static MethodError invalid(String description) {
        return new MethodError(MethodError.INVALID_RESULT_REFERENCE, description);
    }
}
