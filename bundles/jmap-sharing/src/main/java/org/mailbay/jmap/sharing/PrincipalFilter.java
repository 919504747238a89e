package org.mailbay.jmap.sharing;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.MethodError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a principal matches a filter (RFC 9670 §2.4.1, RFC 8620 §5.5). Depth and size are bounded by the request's. */
@FunctionalInterface
interface PrincipalFilter {
    boolean matches(Principal principal);

    /** Reads a filter; without one all match. */
    static PrincipalFilter of(@Nullable JsonNode filter) throws MethodError {
        if (filter == null) {
            return principal -> true;
        }
        if (!(filter instanceof ObjectNode object)) {
            throw MethodError.invalidArguments("filter: not an object");
        }
        JsonNode operator = object.get("operator");
        if (operator == null) {
            return condition(object);
        }
        if (!operator.isString() || !(object.get("conditions") instanceof ArrayNode conditions) || object.size() != 2) {
            throw MethodError.invalidArguments("filter: not a FilterOperator");
        }
        return switch (operator.stringValue()) {
            case "AND" -> all(conditions);
            case "OR" -> any(conditions);
            case "NOT" -> any(conditions).not();
            default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, "no such operator");
        };
    }

    private static PrincipalFilter all(ArrayNode conditions) throws MethodError {
        PrincipalFilter all = principal -> true;
        for (JsonNode condition : conditions) {
            all = all.and(of(condition));
        }
        return all;
    }

    private static PrincipalFilter any(ArrayNode conditions) throws MethodError {
        PrincipalFilter none = principal -> true;
        for (JsonNode condition : conditions) {
            none = none.and(of(condition).not());
        }
        return none.not();
    }

    private PrincipalFilter and(PrincipalFilter other) {
        return principal -> matches(principal) && other.matches(principal);
    }

    private PrincipalFilter not() {
        return principal -> !matches(principal);
    }

    private static PrincipalFilter condition(ObjectNode condition) throws MethodError {
        PrincipalFilter all = principal -> true;
        for (Map.Entry<String, JsonNode> entry : condition.properties()) {
            all = all.and(property(entry.getKey(), entry.getValue()));
        }
        return all;
    }

    private static PrincipalFilter property(String name, JsonNode value) throws MethodError {
        if (name.equals("accountIds")) {
            if (!(value instanceof ArrayNode ids)) {
                throw MethodError.invalidArguments("filter/accountIds: not an array");
            }
            return principal -> ids.valueStream()
                    .anyMatch(id -> id.asString("").equals(principal.account().toString()));
        }
        if (!value.isString()) {
            throw MethodError.invalidArguments("filter/" + name + ": not a string");
        }
        String text = folded(value.stringValue());
        return switch (name) {
            case "name" -> principal -> folded(principal.name()).contains(text);
            case "email" -> principal -> contains(PrincipalType.email(principal), text);
            case "text" ->
                principal -> folded(principal.name()).contains(text) || contains(PrincipalType.email(principal), text);
            case "type" -> principal -> value.stringValue().equals("individual");
            case "timeZone" -> principal -> false; // nobody's is known
            default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, name);
        };
    }

    private static boolean contains(@Nullable String email, String text) {
        return email != null && folded(email).contains(text);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
