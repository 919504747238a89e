package org.mailbay.jmap.quota;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether the one quota is what a filter asks for (RFC 9425 §4.4; operators: RFC 8620 §5.5). */
final class Filter {
    private static final int MAX_DEPTH = 50;

    private Filter() {}

    static boolean matches(@Nullable JsonNode filter) throws MethodError {
        return filter == null || filter.isNull() || matches(filter, 0);
    }

    private static boolean matches(JsonNode json, int depth) throws MethodError {
        if (!(json instanceof ObjectNode filter) || depth > MAX_DEPTH) {
            throw MethodError.invalidArguments("filter: not a filter, or too deep");
        }
        return filter.has("operator") ? operator(filter, depth) : condition(filter);
    }

    private static boolean operator(ObjectNode filter, int depth) throws MethodError {
        if (!(filter.get("conditions") instanceof ArrayNode conditions)) {
            throw MethodError.invalidArguments("filter: conditions are needed");
        }
        boolean any = false;
        boolean all = true;
        for (JsonNode condition : conditions) {
            boolean matches = matches(condition, depth + 1);
            any |= matches;
            all &= matches;
        }
        return switch (filter.get("operator").asString("")) {
            case "AND" -> all;
            case "OR" -> any;
            case "NOT" -> !any;
            default -> throw MethodError.invalidArguments("filter: AND, OR or NOT");
        };
    }

    private static boolean condition(ObjectNode condition) throws MethodError {
        boolean matches = true;
        for (Map.Entry<String, JsonNode> property : condition.properties()) {
            if (!property.getValue().isString()) {
                throw MethodError.invalidArguments("filter/" + property.getKey() + ": not a string");
            }
            String value = property.getValue().stringValue();
            matches &= switch (property.getKey()) {
                case "name" -> QuotaType.NAME.contains(value);
                case "scope" -> QuotaType.SCOPE.equals(value);
                case "resourceType" -> QuotaType.RESOURCE.equals(value);
                case "type" -> QuotaType.TYPES.contains(value);
                default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, property.getKey());
            };
        }
        return matches;
    }
}
