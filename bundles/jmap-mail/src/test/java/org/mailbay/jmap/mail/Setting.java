package org.mailbay.jmap.mail;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One {@code /set} as {@code jmap-core} runs it; apostrophes stand for quotation marks. */
public final class Setting {
    public final Map<String, ObjectId> created = new LinkedHashMap<>();
    public final Map<String, ObjectNode> properties = new LinkedHashMap<>();
    /** By id or creation id. */
    public final Map<String, SetError> errors = new LinkedHashMap<>();

    public final List<ObjectId> done = new ArrayList<>();
    public int transactions;

    private final Settable type;
    private final View view;

    private Setting(Settable type, View view) {
        this.type = type;
        this.view = resolving(view);
    }

    public static Setting run(Settable type, View view, String arguments) throws Exception {
        ObjectNode all = (ObjectNode) JsonMapper.shared().readTree(arguments.replace('\'', '"'));
        Setting setting = new Setting(type, view);
        setting.run(all);
        return setting;
    }

    /** The error's type of an object, with the properties that are wrong. */
    public String error(Object id) {
        SetError error = errors.get(id.toString());
        return error == null ? "none" : error.properties().isEmpty() ? error.type() : error.type() + error.properties();
    }

    private void run(ObjectNode all) throws Exception {
        JsonNode create = all.path("create");
        JsonNode update = all.path("update");
        JsonNode destroy = all.path("destroy");
        ObjectNode more = all.deepCopy();
        more.remove(List.of("create", "update", "destroy"));
        Changer changer = type.set(view, more);
        Map<String, Changer.Creation> prepared = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : create.properties()) {
            try {
                prepared.put(entry.getKey(), changer.create((ObjectNode) entry.getValue()));
            } catch (SetError e) {
                errors.put(entry.getKey(), e);
            }
        }
        boolean ready = false;
        while (!ready) {
            transactions++;
            ready = view.account().<Boolean, Exception>write(tx -> {
                Map<ObjectId, Patch> patches = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> entry : update.properties()) {
                    ObjectId id = type.parse(entry.getKey()).orElse(null);
                    if (id != null && type.exists(view.at(tx.snapshot()), id)) {
                        patches.put(id, Patch.of((ObjectNode) entry.getValue()));
                    }
                }
                List<ObjectId> going = new ArrayList<>();
                destroy.forEach(id -> type.parse(id.stringValue())
                        .filter(some -> type.exists(view.at(tx.snapshot()), some))
                        .ifPresent(going::add));
                if (!changer.begin(tx, patches, going)) {
                    return false;
                }
                prepared.forEach((name, creation) -> attempt(name, () -> {
                    Changer.Created made = creation.run(tx);
                    created.put(name, made.id());
                    properties.put(name, made.properties());
                }));
                update.properties()
                        .forEach(entry -> attempt(entry.getKey(), () -> {
                            ObjectId id = find(tx, entry.getKey());
                            ObjectNode other = changer.update(tx, id, Patch.of((ObjectNode) entry.getValue()));
                            done.add(id);
                            properties.put(
                                    entry.getKey(), other == null ? JsonNodeFactory.instance.objectNode() : other);
                        }));
                List<ObjectId> ids = new ArrayList<>();
                destroy.forEach(name -> attempt(name.stringValue(), () -> ids.add(find(tx, name.stringValue()))));
                changer.destroyOrder(tx, ids)
                        .forEach(id -> attempt(id.toString(), () -> {
                            changer.destroy(tx, id);
                            done.add(id);
                        }));
                return true;
            });
        }
    }

    private ObjectId find(Transaction tx, String name) throws SetError {
        return type.parse(view.resolve(name))
                .filter(id -> type.exists(view.at(tx.snapshot()), id) || created.containsValue(id))
                .orElseThrow(() -> SetError.of(SetError.NOT_FOUND, null));
    }

    private interface Attempt {
        void run() throws SetError, MethodError, IOException;
    }

    private void attempt(String name, Attempt attempt) {
        try {
            attempt.run();
        } catch (SetError e) {
            errors.put(name, e);
        } catch (MethodError | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code of}, but for what the call itself has created. */
    private View resolving(View of) {
        return (View) Proxy.newProxyInstance(
                View.class.getClassLoader(), new Class<?>[] {View.class}, (_, method, args) -> {
                    if (method.getName().equals("at")) {
                        return resolving(of.at((Snapshot) args[0]));
                    }
                    if (method.getName().equals("resolve")) {
                        String id = (String) args[0];
                        ObjectId made = id.startsWith("#") ? created.get(id.substring(1)) : null;
                        return made == null ? of.resolve(id) : made.toString();
                    }
                    return method.invoke(of, args);
                });
    }
}
