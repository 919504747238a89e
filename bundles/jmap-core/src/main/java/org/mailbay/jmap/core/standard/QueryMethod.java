package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.Set;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.core.JsonGenerator;

/** {@code /query} (RFC 8620 §5.5). */
final class QueryMethod {
    private static final Set<String> ARGUMENTS =
            Set.of("accountId", "filter", "sort", "position", "anchor", "anchorOffset", "limit", "calculateTotal");

    private final int maxResults;

    QueryMethod(int maxResults) {
        this.maxResults = maxResults;
    }

    void invoke(Queryable type, Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, type.queryArguments());
        View view = call.view();
        long position = arguments.integer("position", 0);
        String anchor = arguments.string("anchor");
        long anchorOffset = arguments.integer("anchorOffset", 0);
        long limit = arguments.unsigned("limit", 0, Long.MAX_VALUE);
        boolean calculateTotal = arguments.bool("calculateTotal");
        int count = (int) Math.min(limit, maxResults);
        Query query = type.query(view, arguments.more());
        Results results = new Results(
                query,
                new FilterTree(query).matches(arguments.get("filter")),
                Sorting.of(query, arguments.get("sort")));
        Objects objects = view.snapshot().objects(type.type());

        int total = results.total();
        int[] list;
        if (anchor == null && position >= 0 && results.isLazy(position + count) && (total >= 0 || !calculateTotal)) {
            list = results.first((int) Math.min(position + count, Integer.MAX_VALUE - 8));
        } else {
            list = results.all();
            total = list.length;
        }
        long from = position;
        if (anchor != null) {
            from = Math.max(0, index(list, objects, type, view.resolve(anchor)) + anchorOffset); // position is ignored
        } else if (position < 0) {
            from = Math.max(0, position + total);
        }

        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("queryState", State.of(type, view));
        out.writeBooleanProperty("canCalculateChanges", query.canCalculateChanges());
        out.writeNumberProperty("position", from);
        out.writeArrayPropertyStart("ids");
        for (long i = from; i < Math.min(list.length, from + count); i++) {
            out.writeString(type.text(objects.id(list[(int) i])));
        }
        out.writeEndArray();
        if (calculateTotal) {
            out.writeNumberProperty("total", total);
        }
        if (count < limit) {
            out.writeNumberProperty("limit", count); // RFC 8620 §5.5: only when the server chose it
        }
        out.writeEndObject();
    }

    private static int index(int[] list, Objects objects, Queryable type, String anchor) throws MethodError {
        ObjectId id = type.parse(anchor).orElse(null);
        int ordinal = id == null ? -1 : objects.ordinal(id);
        if (ordinal >= 0) {
            for (int i = 0; i < list.length; i++) {
                if (list[i] == ordinal) {
                    return i;
                }
            }
        }
        throw new MethodError(MethodError.ANCHOR_NOT_FOUND, null);
    }
}
