package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Settable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** {@code /set} (RFC 8620 §5.3): one transaction for everything that is valid, an error for each object that is not. */
final class SetMethod {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "ifInState", "create", "update", "destroy");

    private final Guard guard;

    SetMethod(Json json) {
        this.guard = new Guard(json);
    }

    void invoke(Settable type, Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, type.setArguments());
        View given = call.view();
        String ifInState = arguments.string("ifInState");
        Map<String, ObjectNode> create = arguments.objects("create");
        Map<String, ObjectNode> update = arguments.objects("update");
        List<String> destroy = arguments.strings("destroy");
        if (given.readOnly() && !(create.isEmpty() && destroy == null && isPersonal(type, update))) {
            throw new MethodError(MethodError.ACCOUNT_READ_ONLY, null);
        }
        Overlay view = Overlay.of(given);
        int count = create.size() + update.size() + (destroy == null ? 0 : destroy.size());
        if (count > call.limits().maxObjectsInSet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInSet() + " objects");
        }
        Changer changer = type.set(view, arguments.more());
        SetRun run = new SetRun(type, view, changer, guard, destroy == null ? List.of() : destroy, update);
        Map<String, Changer.Creation> prepared = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> entry : CreationOrder.of(create).entrySet()) {
            try {
                guard.checkNew(type, view, entry.getValue());
                prepared.put(entry.getKey(), changer.create(entry.getValue()));
            } catch (SetError error) {
                run.notCreated.put(entry.getKey(), error);
            }
        }
        run.commit(ifInState, prepared, responses::changed);
        write(run, responses.begin(call.method()));
        run.created.forEach((name, made) -> responses.created(name, type.text(made.id())));
        changer.afterwards(run.outcome()).forEach(next -> responses.follow(next.method(), next.arguments()));
    }

    /** Whether it changes nothing but what the user has for itself, such as what it subscribes to (RFC 8621 §2). */
    private static boolean isPersonal(Settable type, Map<String, ObjectNode> update) {
        return !update.isEmpty()
                && update.values().stream()
                        .allMatch(patch -> type.personalProperties().containsAll(patch.propertyNames()));
    }

    Guard guard() {
        return guard;
    }

    /** The account to write to. */
    static View writable(Call call) throws MethodError {
        View view = call.view();
        if (view.readOnly()) {
            throw new MethodError(MethodError.ACCOUNT_READ_ONLY, null);
        }
        return view;
    }

    private static void write(SetRun run, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("accountId", run.view.account().id().toString());
        out.writeStringProperty("oldState", State.of(run.view, run.oldState));
        out.writeStringProperty("newState", State.of(run.view, run.newState));
        writeCreated(run, out);
        if (run.updated.isEmpty()) {
            out.writeNullProperty("updated");
        } else {
            out.writeObjectPropertyStart("updated");
            run.updated.forEach((id, properties) -> object(run.type.text(id), properties, out));
            out.writeEndObject();
        }
        if (run.destroyed.isEmpty()) {
            out.writeNullProperty("destroyed");
        } else {
            out.writeArrayPropertyStart("destroyed");
            run.destroyed.forEach(id -> out.writeString(run.type.text(id)));
            out.writeEndArray();
        }
        SetError.write("notCreated", run.notCreated, out);
        SetError.write("notUpdated", run.notUpdated, out);
        SetError.write("notDestroyed", run.notDestroyed, out);
        out.writeEndObject();
    }

    static void writeCreated(SetRun run, JsonGenerator out) {
        if (run.created.isEmpty()) {
            out.writeNullProperty("created");
            return;
        }
        out.writeObjectPropertyStart("created");
        run.created.forEach((name, made) -> {
            ObjectNode properties = made.properties().deepCopy();
            properties.put("id", run.type.text(made.id()));
            object(name, properties, out);
        });
        out.writeEndObject();
    }

    private static void object(String name, @Nullable ObjectNode properties, JsonGenerator out) {
        out.writeName(name);
        if (properties == null) {
            out.writeNull();
        } else {
            out.writeTree(properties);
        }
    }
}
