package org.mailbay.jmap.core.standard;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.spi.Query;
import org.mailbay.store.Ordinals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Filters: operators here, conditions in the type (RFC 8620 §5.5). Depth is bounded by the request's. */
final class FilterTree {
    /** Each may look at all objects of the account. */
    static final int MAX_CONDITIONS = 1_000;

    private final Query query;

    private final Ordinals all;

    private int conditions;

    FilterTree(Query query) {
        this.query = query;
        this.all = query.all();
    }

    /** What clients see of what {@code filter} matches. */
    Ordinals matches(@Nullable JsonNode filter) throws MethodError, IOException {
        return filter == null ? all : all.and(match(filter));
    }

    private Ordinals match(JsonNode filter) throws MethodError, IOException {
        if (!(filter instanceof ObjectNode object)) {
            throw MethodError.invalidArguments("filter: not an object");
        }
        if (++conditions > MAX_CONDITIONS) {
            // RFC 8620 §5.5
            throw new MethodError(MethodError.UNSUPPORTED_FILTER, "more than " + MAX_CONDITIONS + " conditions");
        }
        JsonNode operator = object.get("operator");
        if (operator == null) {
            return object.isEmpty() ? all : query.match(object);
        }
        if (!operator.isString() || !(object.get("conditions") instanceof ArrayNode list) || object.size() != 2) {
            throw MethodError.invalidArguments("filter: not a FilterOperator");
        }
        return switch (operator.stringValue()) {
            case "AND" -> {
                Ordinals both = all;
                for (JsonNode condition : list) {
                    both = both.and(match(condition));
                }
                yield both;
            }
            case "OR" -> any(list);
            case "NOT" -> all.minus(any(list)); // RFC 8620 §5.5: none of the conditions
            default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, "no such operator");
        };
    }

    private Ordinals any(ArrayNode list) throws MethodError, IOException {
        Ordinals any = all.minus(all);
        for (JsonNode condition : list) {
            any = any.or(match(condition));
        }
        return any;
    }
}
