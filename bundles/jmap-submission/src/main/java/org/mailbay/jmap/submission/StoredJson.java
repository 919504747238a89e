package org.mailbay.jmap.submission;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of small objects: JSON, as clients see it. */
public final class StoredJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StoredJson() {}

    /** The stored form. */
    public static byte[] bytes(ObjectNode object) {
        return JSON.writeValueAsBytes(object);
    }

    /** Reads {@link #bytes}. */
    public static ObjectNode read(byte[] bytes) {
        return (ObjectNode) JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Writes these properties, null where {@code object} has none. */
    public static void write(ObjectNode object, Set<String> properties, JsonGenerator out) {
        out.writeStartObject();
        for (String name : properties) {
            out.writeName(name);
            JsonNode value = object.get(name);
            out.writeTree(value == null ? JsonNodeFactory.instance.nullNode() : value);
        }
        out.writeEndObject();
    }
}
