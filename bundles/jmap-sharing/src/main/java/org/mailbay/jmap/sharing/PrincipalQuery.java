package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code Principal/query} (RFC 9670 §2.4): a method of its own, since principals are not objects of the store. */
@Component
public final class PrincipalQuery implements Method {
    private static final Set<String> ARGUMENTS =
            Set.of("accountId", "filter", "sort", "position", "anchor", "anchorOffset", "limit", "calculateTotal");

    private static final int MAX_RESULTS = 10_000;

    private static final int MAX_COMPARATORS = 16;

    private final PrincipalType principals;

    @Activate
    public PrincipalQuery(@Reference PrincipalType principals) {
        this.principals = principals;
    }

    @Override
    public String name() {
        return "Principal/query";
    }

    @Override
    public String capability() {
        return Stored.CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        PrincipalFilter filter = PrincipalFilter.of(arguments.get("filter"));
        Comparator<Principal> order = order(arguments.get("sort"));
        long position = arguments.integer("position", 0);
        String anchor = arguments.string("anchor");
        long anchorOffset = arguments.integer("anchorOffset", 0);
        long limit = arguments.unsigned("limit", 0, Long.MAX_VALUE);
        boolean calculateTotal = arguments.bool("calculateTotal");
        List<String> ids = new ArrayList<>();
        for (Principal principal : sorted(view, order)) {
            if (filter.matches(principal)) {
                ids.add(PrincipalType.id(principal.account()));
            }
        }
        long from = position < 0 ? Math.max(0, position + ids.size()) : position;
        if (anchor != null) {
            int at = ids.indexOf(view.resolve(anchor));
            if (at < 0) {
                throw new MethodError(MethodError.ANCHOR_NOT_FOUND, null);
            }
            from = Math.max(0, at + anchorOffset); // RFC 8620 §5.5: position is ignored
        }
        long count = Math.min(limit, MAX_RESULTS);
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("queryState", Long.toString(principals.state(view)));
        out.writeBooleanProperty("canCalculateChanges", false);
        out.writeNumberProperty("position", from);
        out.writeArrayPropertyStart("ids");
        for (long i = from; i < Math.min(ids.size(), from + count); i++) {
            out.writeString(ids.get((int) i));
        }
        out.writeEndArray();
        if (calculateTotal) {
            out.writeNumberProperty("total", ids.size());
        }
        if (count < limit) {
            out.writeNumberProperty("limit", count); // RFC 8620 §5.5: only when the server chose it
        }
        out.writeEndObject();
    }

    private List<Principal> sorted(View view, Comparator<Principal> order) throws IOException {
        List<Principal> sorted = new ArrayList<>(principals.visible(view.principal()));
        sorted.removeIf(principal -> principal.account().number() == 0); // the server's own is nobody's
        sorted.sort(order);
        return sorted;
    }

    private static Comparator<Principal> order(@Nullable JsonNode sort) throws MethodError {
        Comparator<Principal> order = Comparator.comparingInt(principal -> 0);
        if (sort != null) {
            if (!(sort instanceof ArrayNode comparators)) {
                throw MethodError.invalidArguments("sort: not an array");
            }
            if (comparators.size() > MAX_COMPARATORS) {
                throw new MethodError(MethodError.UNSUPPORTED_SORT, "more than " + MAX_COMPARATORS + " comparators");
            }
            for (JsonNode comparator : comparators) {
                order = order.thenComparing(comparator(comparator));
            }
        }
        return order.thenComparing(Principal::account);
    }

    private static Comparator<Principal> comparator(JsonNode json) throws MethodError {
        if (!(json instanceof ObjectNode object) || !object.path("property").isString()) {
            throw MethodError.invalidArguments("sort: not a Comparator");
        }
        JsonNode ascending = object.get("isAscending");
        if (ascending != null && !ascending.isBoolean()) {
            throw MethodError.invalidArguments("sort: isAscending is not a boolean");
        }
        JsonNode collation = object.get("collation");
        if (collation != null && !collation.isNull() && !collation.asString("").matches("i;(ascii|unicode)-casemap")) {
            throw new MethodError(MethodError.UNSUPPORTED_SORT, "no such collation"); // RFC 8620 §5.5
        }
        Function<Principal, String> key = switch (object.get("property").stringValue()) {
            case "name" -> Principal::name;
            case "email" -> principal -> Objects.requireNonNullElse(PrincipalType.email(principal), "");
            case "type" -> principal -> "individual";
            default -> throw new MethodError(MethodError.UNSUPPORTED_SORT, "no order by this property");
        };
        Comparator<Principal> order =
                Comparator.comparing(principal -> key.apply(principal).toLowerCase(Locale.ROOT));
        return ascending != null && !ascending.booleanValue() ? order.reversed() : order;
    }
}
