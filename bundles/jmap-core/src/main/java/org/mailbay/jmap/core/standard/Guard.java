package org.mailbay.jmap.core.standard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.json.Json.NotIJson;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.store.ObjectId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Keeps clients from setting what they may not (RFC 8620 §5.3). */
final class Guard {
    private final Json json;

    Guard(Json json) {
        this.json = json;
    }

    /** Refuses unknown and server-set properties of a new object. */
    void checkNew(Settable type, View view, ObjectNode object) throws SetError {
        List<String> wrong = new ArrayList<>();
        for (String name : object.propertyNames()) {
            Property property = property(type, view, name);
            if (property == null || property.kind() == Kind.SERVER_SET) {
                wrong.add(name);
            }
        }
        refuse(wrong, "unknown, or set by the server");
    }

    /**
     * The part of a patch that is the type's business.
     *
     * @param view at the snapshot that the transaction sees
     * @throws SetError when it changes what cannot change; sending it unchanged is fine
     */
    Patch checkPatch(Settable type, View view, ObjectId id, Patch patch) throws SetError, MethodError, IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> fixed = new LinkedHashSet<>();
        for (String name : patch.properties()) {
            Property property = property(type, view, name);
            if (property == null) {
                if (!patch.changes(name).getFirst().path().isEmpty()) {
                    throw SetError.of(
                            SetError.INVALID_PATCH, "no property " + name); // RFC 8620 §5.3: parents must exist
                }
                wrong.add(name);
            } else if (property.kind() != Kind.MUTABLE) {
                fixed.add(name);
            }
        }
        refuse(wrong, "unknown");
        if (fixed.isEmpty()) {
            return patch;
        }
        if (!type.exists(view, id)) {
            refuse(List.copyOf(fixed), "cannot be changed"); // created by this very call
        }
        ObjectNode now = now(type, view, id, fixed);
        for (String name : fixed) {
            JsonNode value = now.has(name) ? now.get(name) : JsonNodeFactory.instance.nullNode();
            if (!patch.apply(name, value).equals(value)) {
                wrong.add(name);
            }
        }
        refuse(wrong, "cannot be changed");
        return patch.without(fixed);
    }

    /** Null when there is none, or the request has not opted in to it (RFC 8620 §1.8). */
    private static @Nullable Property property(Settable type, View view, String name) {
        return type.property(name)
                .filter(_ -> view.uses(type.capabilityOf(name)))
                .orElse(null);
    }

    private static void refuse(List<String> wrong, String why) throws SetError {
        if (!wrong.isEmpty()) {
            throw SetError.invalidProperties(why, wrong.toArray(String[]::new));
        }
    }

    private ObjectNode now(Gettable type, View view, ObjectId id, Set<String> properties)
            throws MethodError, IOException {
        Set<String> wanted = new LinkedHashSet<>(properties);
        wanted.add("id");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.generator(bytes)) {
            out.writeStartArray();
            type.get(view, List.of(id), wanted, JsonNodeFactory.instance.objectNode(), out);
            out.writeEndArray();
        }
        try {
            JsonNode list = json.read(bytes.toByteArray(), 0, bytes.size());
            return list.get(0) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        } catch (NotIJson e) {
            throw new IllegalStateException(type.type() + " writes what is no I-JSON", e);
        }
    }
}
