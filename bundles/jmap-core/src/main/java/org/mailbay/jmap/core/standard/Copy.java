package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.store.ObjectId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /copy} (RFC 8620 §5.4). */
final class Copy {
    private static final Set<String> ARGUMENTS = Set.of(
            "fromAccountId",
            "ifFromInState",
            "accountId",
            "ifInState",
            "create",
            "onSuccessDestroyOriginal",
            "destroyFromIfInState");

    private final SetMethod set;

    Copy(SetMethod set) {
        this.set = set;
    }

    void invoke(Copyable type, Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View from = call.view("fromAccountId", MethodError.FROM_ACCOUNT_NOT_FOUND);
        Overlay to = Overlay.of(SetMethod.writable(call));
        if (from.account().id().equals(to.account().id())) {
            throw MethodError.invalidArguments("fromAccountId: the same as accountId"); // RFC 8620 §5.4
        }
        Map<String, ObjectNode> create = arguments.objects("create");
        if (create.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, null);
        }
        String ifFromInState = arguments.string("ifFromInState");
        if (ifFromInState != null && !ifFromInState.equals(State.of(type, from))) {
            throw new MethodError(MethodError.STATE_MISMATCH, null);
        }
        boolean move = arguments.bool("onSuccessDestroyOriginal");
        String destroyFromIfInState = arguments.string("destroyFromIfInState");

        Copies copies = new Copies();
        SetRun run = new SetRun(type, to, copies, set.guard(), List.of(), Map.of());
        Map<String, ObjectId> originals = new LinkedHashMap<>();
        Map<String, Changer.Creation> prepared = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> entry : create.entrySet()) {
            try {
                ObjectNode changes = entry.getValue();
                ObjectId original = original(type, from, changes.remove("id"));
                set.guard().checkNew(type, to, changes);
                prepared.put(entry.getKey(), copies.add(type.copy(from, original, to, changes)));
                originals.put(entry.getKey(), original);
            } catch (SetError error) {
                run.notCreated.put(entry.getKey(), error);
            }
        }
        run.commit(arguments.string("ifInState"), prepared, responses::changed);
        write(run, from, responses.begin(call.method()));
        run.created.forEach((name, made) -> responses.created(name, type.text(made.id())));
        originals.keySet().retainAll(run.created.keySet());
        if (move && !originals.isEmpty()) {
            responses.follow(
                    type.type().name() + "/set", destroy(type, from, originals.values(), destroyFromIfInState));
        }
    }

    private static ObjectId original(Copyable type, View from, @Nullable JsonNode id) throws SetError {
        if (id == null || !id.isString()) {
            throw SetError.invalidProperties("the original's id is needed", "id");
        }
        return type.parse(from.resolve(id.stringValue()))
                .filter(known -> type.exists(from, known))
                .orElseThrow(() -> SetError.of(SetError.NOT_FOUND, null));
    }

    /** Destroys the originals, which are named by their ids in the account they came from. */
    private static ObjectNode destroy(
            Copyable type, View from, Iterable<ObjectId> originals, @Nullable String ifInState) {
        Set<String> ids = new LinkedHashSet<>();
        originals.forEach(id -> ids.add(type.text(id)));
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("accountId", from.account().id().toString());
        if (ifInState != null) {
            arguments.put("ifInState", ifInState);
        }
        ArrayNode destroy = arguments.putArray("destroy");
        ids.forEach(destroy::add);
        return arguments;
    }

    private static void write(SetRun run, View from, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("fromAccountId", from.account().id().toString());
        out.writeStringProperty("accountId", run.view.account().id().toString());
        out.writeStringProperty("oldState", State.of(run.view, run.oldState));
        out.writeStringProperty("newState", State.of(run.view, run.newState));
        SetMethod.writeCreated(run, out);
        SetError.write("notCreated", run.notCreated, out);
        out.writeEndObject();
    }
}
