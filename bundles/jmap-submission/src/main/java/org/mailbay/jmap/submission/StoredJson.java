package org.mailbay.jmap.submission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.mailbay.jmap.View;
import org.mailbay.store.ObjectId;
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

    /**
     * Answers a {@code /get} (RFC 8620 §5.1).
     *
     * @param more adds what is not stored with the object
     * @return those that there are none of
     */
    public static List<ObjectId> get(
            View view,
            List<ObjectId> ids,
            Set<String> properties,
            JsonGenerator out,
            BiConsumer<ObjectNode, ObjectId> more)
            throws IOException {
        List<byte[]> bytes = view.account().bytes(ids);
        List<ObjectId> gone = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            byte[] stored = bytes.get(i);
            if (stored == null) {
                gone.add(ids.get(i));
            } else {
                ObjectNode object = read(stored);
                more.accept(object, ids.get(i));
                write(object, properties, out);
            }
        }
        return gone;
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
