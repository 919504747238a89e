package org.mailbay.jmap.core.standard;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts objects before those that refer to them by {@code #creationId} (RFC 8620 §5.3).
 *
 * <p>Any text that looks like a reference counts as one: at worst the order is another one than the client's. Of a cycle, some member
 * comes first, and its reference names nothing.
 */
final class CreationOrder {
    private final Map<String, ObjectNode> objects;

    private final Set<String> begun = new HashSet<>();

    private final Map<String, ObjectNode> ordered = new LinkedHashMap<>();

    private CreationOrder(Map<String, ObjectNode> objects) {
        this.objects = objects;
    }

    static Map<String, ObjectNode> of(Map<String, ObjectNode> objects) {
        if (objects.size() < 2) {
            return objects;
        }
        CreationOrder order = new CreationOrder(objects);
        objects.keySet().forEach(order::visit);
        return order.ordered;
    }

    /** As deep as objects are many: maxObjectsInSet. */
    private void visit(String name) {
        if (!begun.add(name)) {
            return;
        }
        ObjectNode object = objects.get(name);
        Set<String> references = new LinkedHashSet<>();
        collect(object, references);
        for (String reference : references) {
            if (objects.containsKey(reference)) {
                visit(reference);
            }
        }
        ordered.put(name, object);
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.isString()) {
            add(node.stringValue(), references);
        }
        for (String name : node.propertyNames()) {
            add(name, references);
        }
        for (JsonNode item : node.values()) {
            collect(item, references);
        }
    }

    private static void add(String text, Set<String> references) {
        if (text.startsWith("#") && text.length() < 256) {
            references.add(text.substring(1));
        }
    }
}
