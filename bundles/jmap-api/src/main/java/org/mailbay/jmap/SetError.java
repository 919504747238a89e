package org.mailbay.jmap;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** One object that a {@code /set}, {@code /copy} or {@code /import} refuses (RFC 8620 §5.3): a value, thrown; it carries no stack trace. */
public final class SetError extends Exception {
    /** RFC 8620 §5.3. */
    public static final String FORBIDDEN = "forbidden";

    /** RFC 8620 §5.3. */
    public static final String OVER_QUOTA = "overQuota";

    /** RFC 8620 §5.3. */
    public static final String TOO_LARGE = "tooLarge";

    /** RFC 8620 §5.3. */
    public static final String RATE_LIMIT = "rateLimit";

    /** RFC 8620 §5.3. */
    public static final String NOT_FOUND = "notFound";

    /** RFC 8620 §5.3. */
    public static final String INVALID_PATCH = "invalidPatch";

    /** RFC 8620 §5.3. */
    public static final String WILL_DESTROY = "willDestroy";

    /** RFC 8620 §5.3; see {@link #invalidProperties}. */
    public static final String INVALID_PROPERTIES = "invalidProperties";

    /** RFC 8620 §5.3. */
    public static final String SINGLETON = "singleton";

    /** RFC 8620 §5.4; see {@link #alreadyExists}. */
    public static final String ALREADY_EXISTS = "alreadyExists";

    private static final long serialVersionUID = 1L;

    private final String type;

    private final @Nullable String description;

    private final transient List<String> properties;

    private final transient Map<String, JsonNode> more;

    private SetError(
            String type, @Nullable String description, Collection<String> properties, Map<String, JsonNode> more) {
        super(description == null ? type : type + ": " + description, null, false, false);
        this.type = type;
        this.description = description;
        this.properties = List.copyOf(properties);
        this.more = Map.copyOf(more);
    }

    /** An error with a description for the client's developer. */
    public static SetError of(String type, @Nullable String description) {
        return new SetError(type, description, List.of(), Map.of());
    }

    /** Values that are wrong, or that only the server may set. */
    public static SetError invalidProperties(String description, String... properties) {
        return new SetError(INVALID_PROPERTIES, description, List.of(properties), Map.of());
    }

    /** A copy that is there already, as {@code existingId}. */
    public static SetError alreadyExists(String existingId) {
        return of(ALREADY_EXISTS, null).with("existingId", StringNode.valueOf(existingId));
    }

    /** This error with another member, such as RFC 8621's {@code notFound} of {@code blobNotFound}. */
    public SetError with(String member, JsonNode value) {
        Map<String, JsonNode> members = new LinkedHashMap<>(more);
        members.put(member, value);
        return new SetError(type, description, properties, members);
    }

    /** Its type. */
    public String type() {
        return type;
    }

    /** What a developer should know. */
    public @Nullable String description() {
        return description;
    }

    /** Names of the invalid properties; for other types empty. */
    public List<String> properties() {
        return properties;
    }

    /** Members beyond the standard ones. */
    public Map<String, JsonNode> more() {
        return more;
    }

    /** Writes a property of errors by object, such as {@code notCreated}; null when there are none (RFC 8620 §5.3). */
    public static void write(String property, Map<String, SetError> errors, JsonGenerator out) {
        if (errors.isEmpty()) {
            out.writeNullProperty(property);
            return;
        }
        out.writeObjectPropertyStart(property);
        errors.forEach((name, error) -> {
            out.writeName(name);
            error.write(out);
        });
        out.writeEndObject();
    }

    private void write(JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("type", type);
        if (description != null) {
            out.writeStringProperty("description", description);
        }
        if (!properties.isEmpty()) {
            out.writeArrayPropertyStart("properties");
            properties.forEach(out::writeString);
            out.writeEndArray();
        }
        more.forEach((member, value) -> {
            out.writeName(member);
            out.writeTree(value);
        });
        out.writeEndObject();
    }
}
