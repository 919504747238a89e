package org.mailbay.jmap.quota;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Quota/query (RFC 9425 §4.4) over a list that has one quota at most. */
@Component
public final class QuotaQuery implements Method {
    private static final Set<String> ARGUMENTS =
            Set.of("accountId", "filter", "sort", "position", "anchor", "anchorOffset", "limit", "calculateTotal");

    private static final Set<String> SORTS = Set.of("name", "used");

    @Override
    public String name() {
        return "Quota/query";
    }

    @Override
    public String capability() {
        return QuotaCapability.URN;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        boolean matches = Filter.matches(arguments.get("filter")) && QuotaType.isLimited(view);
        checkSort(arguments.get("sort"));
        long limit = arguments.unsigned("limit", 0, 1);
        long position = Math.max(0, arguments.integer("position", 0));
        String anchor = arguments.string("anchor");
        if (anchor != null) {
            if (!matches || !anchor.equals(QuotaType.ID.toString())) {
                throw new MethodError(MethodError.ANCHOR_NOT_FOUND, null);
            }
            position = Math.max(0, arguments.integer("anchorOffset", 0));
        }
        JsonGenerator out = responses.begin(name());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        // Results change only with the configuration: that an account is limited, or is not.
        out.writeStringProperty("queryState", QuotaType.isLimited(view) ? "1" : "0");
        out.writeBooleanProperty("canCalculateChanges", false);
        out.writeNumberProperty("position", position);
        out.writeArrayPropertyStart("ids");
        if (matches && position == 0 && limit > 0) {
            out.writeString(QuotaType.ID.toString());
        }
        out.writeEndArray();
        if (arguments.bool("calculateTotal")) {
            out.writeNumberProperty("total", matches ? 1 : 0);
        }
        out.writeEndObject();
    }

    private static void checkSort(@Nullable JsonNode sort) throws MethodError {
        if (sort == null) {
            return;
        }
        if (!sort.isArray()) {
            throw MethodError.invalidArguments("sort: not an array");
        }
        for (JsonNode comparator : sort) {
            if (!SORTS.contains(comparator.path("property").asString(""))) {
                throw new MethodError(MethodError.UNSUPPORTED_SORT, null);
            }
        }
    }
}
