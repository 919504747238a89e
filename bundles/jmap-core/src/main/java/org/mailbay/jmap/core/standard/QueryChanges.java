package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /queryChanges} (RFC 8620 §5.6).
 *
 * <p>Whatever may have moved is in {@code removed}, and if it is a result now, in {@code added} with its place: right for any filter
 * and sort, mutable or not. With {@code upToId}, what was added behind it is left out when the type says that nothing moves.
 */
final class QueryChanges {
    private static final Set<String> ARGUMENTS =
            Set.of("accountId", "filter", "sort", "sinceQueryState", "maxChanges", "upToId", "calculateTotal");

    private final int maxLooked;

    QueryChanges(int maxLooked) {
        this.maxLooked = maxLooked;
    }

    void invoke(Queryable type, Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, type.queryArguments());
        View view = call.view();
        String sinceState = arguments.needString("sinceQueryState");
        long max = arguments.unsigned("maxChanges", 1, Long.MAX_VALUE);
        String upToId = arguments.string("upToId");
        boolean calculateTotal = arguments.bool("calculateTotal");
        Query query = type.query(view, arguments.more());
        Results results = new Results(
                query,
                new FilterTree(query).matches(arguments.get("filter")),
                Sorting.of(query, arguments.get("sort")));
        Objects objects = view.snapshot().objects(type.type());
        long since = State.parse(view, sinceState);
        if (!query.canCalculateChanges() || since < 0 || since > type.state(view)) {
            throw new MethodError(MethodError.CANNOT_CALCULATE_CHANGES, null);
        }

        Set<ObjectId> affected = affected(type, view, query, since);
        int[] list = affected.isEmpty() && !calculateTotal ? new int[0] : results.all();
        List<Integer> added = new ArrayList<>();
        int end = upToId == null || !query.isFixed() ? list.length : end(list, objects, type, view.resolve(upToId));
        for (int i = 0; i < end && !affected.isEmpty(); i++) {
            if (affected.contains(objects.id(list[i]))) {
                added.add(i);
            }
        }
        List<ObjectId> removed = new ArrayList<>();
        for (ObjectId id : affected) {
            int ordinal = objects.ordinal(id);
            if (ordinal < 0 || objects.createdModSeq(ordinal) <= since) {
                removed.add(id);
            }
        }
        if (added.size() + removed.size() > max) {
            throw new MethodError(MethodError.TOO_MANY_CHANGES, null); // RFC 8620 §5.6
        }

        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("oldQueryState", sinceState);
        out.writeStringProperty("newQueryState", State.of(type, view));
        if (calculateTotal) {
            out.writeNumberProperty("total", list.length);
        }
        out.writeArrayPropertyStart("removed");
        for (ObjectId id : removed) {
            out.writeString(type.text(id));
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("added");
        for (int index : added) {
            out.writeStartObject();
            out.writeStringProperty("id", type.text(objects.id(list[index])));
            out.writeNumberProperty("index", index);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Behind the last result that the client knows; the end of the list when that one is gone. */
    private static int end(int[] list, Objects objects, Queryable type, String upToId) {
        int ordinal = type.parse(upToId).map(objects::ordinal).orElse(-1);
        for (int i = 0; ordinal >= 0 && i < list.length; i++) {
            if (list[i] == ordinal) {
                return i + 1; // RFC 8620 §5.6
            }
        }
        return list.length;
    }

    private Set<ObjectId> affected(Queryable type, View view, Query query, long since) throws MethodError, IOException {
        if (since == type.state(view)) {
            return Set.of();
        }
        // The log may tell of later changes than the snapshot has: those merely show up twice.
        return switch (type.changes(view, since, maxLooked)) {
            case Changes.TooOld() -> throw new MethodError(MethodError.CANNOT_CALCULATE_CHANGES, null);
            case Changes.Since changes -> {
                if (changes.hasMore()) {
                    throw new MethodError(MethodError.CANNOT_CALCULATE_CHANGES, "more than " + maxLooked + " changes");
                }
                yield new HashSet<>(query.affected(since, changes));
            }
        };
    }
}
