package org.mailbay.jmap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a call by the types of RFC 8620 §1.2 and §1.3; anything else is invalidArguments. */
public final class Arguments {
    private static final long MAX_INT = (1L << 53) - 1;

    private final ObjectNode json;

    private final Set<String> more;

    /**
     * Refuses arguments that neither the method nor the type knows: a misspelt one must not be dropped.
     *
     * @param standard names that the method knows
     * @param more names that the type knows
     */
    public Arguments(ObjectNode json, Set<String> standard, Set<String> more) throws MethodError {
        this.json = json;
        this.more = more;
        for (String name : json.propertyNames()) {
            if (!standard.contains(name) && !more.contains(name)) {
                throw MethodError.invalidArguments(name + ": no such argument");
            }
        }
    }

    /** Those that are the type's business. */
    public ObjectNode more() {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (String name : more) {
            JsonNode value = json.get(name);
            if (value != null) {
                rest.set(name, value);
            }
        }
        return rest;
    }

    /** Null when absent or null. */
    public @Nullable JsonNode get(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Null when absent or null. */
    public @Nullable String string(String name) throws MethodError {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw MethodError.invalidArguments(name + ": not a string");
        }
        return value.stringValue();
    }

    /** One that must be there. */
    public String needString(String name) throws MethodError {
        String value = string(name);
        if (value == null) {
            throw MethodError.invalidArguments(name + ": needed");
        }
        return value;
    }

    /** False when absent or null. */
    public boolean bool(String name) throws MethodError {
        JsonNode value = get(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw MethodError.invalidArguments(name + ": not a boolean");
        }
        return value.booleanValue();
    }

    /** An Int. */
    public long integer(String name, long absent) throws MethodError {
        JsonNode value = get(name);
        if (value == null) {
            return absent;
        }
        if (!value.isIntegralNumber() || value.longValue() < -MAX_INT || value.longValue() > MAX_INT) {
            throw MethodError.invalidArguments(name + ": not an Int");
        }
        return value.longValue();
    }

    /** An UnsignedInt of at least {@code least}; {@code absent} when there is none. */
    public long unsigned(String name, long least, long absent) throws MethodError {
        long value = integer(name, absent);
        if (value < least) {
            throw MethodError.invalidArguments(name + ": less than " + least);
        }
        return value;
    }

    /** An array of strings, each once, in order; null when absent or null. */
    public @Nullable List<String> strings(String name) throws MethodError {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ArrayNode array)) {
            throw MethodError.invalidArguments(name + ": not an array");
        }
        Set<String> strings = new LinkedHashSet<>();
        for (JsonNode item : array) {
            if (!item.isString()) {
                throw MethodError.invalidArguments(name + ": holds what is not a string");
            }
            strings.add(item.stringValue());
        }
        return new ArrayList<>(strings);
    }

    /** A map to objects; empty when absent or null. */
    public Map<String, ObjectNode> objects(String name) throws MethodError {
        JsonNode value = get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode map)) {
            throw MethodError.invalidArguments(name + ": not an object");
        }
        Map<String, ObjectNode> objects = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!(entry.getValue() instanceof ObjectNode object)) {
                throw MethodError.invalidArguments(name + "/" + entry.getKey() + ": not an object");
            }
            objects.put(entry.getKey(), object);
        }
        return objects;
    }
}
