package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import tools.jackson.core.JsonGenerator;

/** {@code /changes} (RFC 8620 §5.2). */
final class ChangesMethod {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "sinceState", "maxChanges");

    private final int maxChanges;

    ChangesMethod(int maxChanges) {
        this.maxChanges = maxChanges;
    }

    void invoke(Gettable type, Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        String sinceState = arguments.needString("sinceState");
        int max = (int) Math.min(maxChanges, arguments.unsigned("maxChanges", 1, maxChanges));
        Changes.Since changes = since(type, view, sinceState, max);
        if (changes.created().size()
                        + changes.updated().size()
                        + changes.destroyed().size()
                > max) {
            throw new MethodError(
                    MethodError.CANNOT_CALCULATE_CHANGES, "one transaction holds more changes than maxChanges");
        }
        // After the log, so that what the log tells of has happened in it
        View now = view.at(view.account().snapshot());
        List<ObjectId> updated = new ArrayList<>();
        List<ObjectId> destroyed = new ArrayList<>(changes.destroyed());
        for (ObjectId id : changes.updated()) {
            (type.exists(now, id) ? updated : destroyed).add(id); // hidden is gone, as far as clients can see
        }
        List<ObjectId> created = new ArrayList<>(changes.created());
        created.removeIf(id -> !type.exists(now, id));
        // A client is behind what came and went meanwhile, too; a state of its that is newer stays
        boolean isPresent = changes.newState() <= State.parse(view, sinceState);
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("oldState", sinceState);
        out.writeStringProperty("newState", isPresent ? sinceState : State.of(view, changes.newState()));
        out.writeBooleanProperty("hasMoreChanges", changes.hasMore());
        write(type, "created", created, out);
        write(type, "updated", updated, out);
        write(type, "destroyed", destroyed, out);
        if (!type.countProperties().isEmpty()) {
            updatedProperties(type, changes.countsOnly() && !updated.isEmpty(), out);
        }
        out.writeEndObject();
    }

    /** The changes since a state, or cannotCalculateChanges. */
    static Changes.Since since(Gettable type, View view, String state, int max) throws MethodError, IOException {
        long since = State.parse(view, state);
        if (since < 0) {
            throw new MethodError(MethodError.CANNOT_CALCULATE_CHANGES, "not a state of this type");
        }
        return switch (type.changes(view, since, max)) {
            case Changes.Since changes -> changes;
            case Changes.TooOld() -> throw new MethodError(MethodError.CANNOT_CALCULATE_CHANGES, null);
        };
    }

    private static void write(Gettable type, String name, List<ObjectId> ids, JsonGenerator out) {
        out.writeArrayPropertyStart(name);
        for (ObjectId id : ids) {
            out.writeString(type.text(id));
        }
        out.writeEndArray();
    }

    // RFC 8621 §2.2
    private static void updatedProperties(Gettable type, boolean countsOnly, JsonGenerator out) {
        if (!countsOnly) {
            out.writeNullProperty("updatedProperties");
            return;
        }
        out.writeArrayPropertyStart("updatedProperties");
        type.countProperties().forEach(out::writeString);
        out.writeEndArray();
    }
}
