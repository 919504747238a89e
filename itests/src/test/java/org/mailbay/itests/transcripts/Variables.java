package org.mailbay.itests.transcripts;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a transcript has captured: {@code ${name}} stands for it. */
final class Variables {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9]*)}");
    private static final Pattern LATER = Pattern.compile("\\$\\{now\\+(\\d+)}");
    private static final String REPEAT = "repeat!";

    private final Map<String, JsonNode> values = new LinkedHashMap<>();

    void put(String name, JsonNode value) {
        values.put(name, value);
    }

    void put(String name, String value) {
        put(name, NODES.stringNode(value));
    }

    JsonNode get(String name) {
        return values.get(name);
    }

    /** What is known now, to {@link #restore} it. */
    Map<String, JsonNode> known() {
        return new LinkedHashMap<>(values);
    }

    void restore(Map<String, JsonNode> known) {
        values.clear();
        values.putAll(known);
    }

    /** The name when {@code text} is one variable and nothing else; null when not. */
    static String name(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** {@code text} with what is known put in, and a UTCDate for seconds from now, <code>${now+60}</code>; what is not known stays. */
    String in(String text) {
        if (text.indexOf("${") < 0) {
            return text;
        }
        String known = NAME.matcher(text).replaceAll(found -> {
            JsonNode value = values.get(found.group(1));
            return Matcher.quoteReplacement(
                    value == null ? found.group() : value.isString() ? value.stringValue() : value.toString());
        });
        return LATER.matcher(known)
                .replaceAll(found -> Clock.systemUTC()
                        .instant()
                        .plusSeconds(Long.parseLong(found.group(1)))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }

    /** {@code node} with what is known put in, and with what is to be repeated. */
    JsonNode in(JsonNode node) {
        return switch (node) {
            case ObjectNode object when object.has(REPEAT) -> repeatedMembers(object);
            case ObjectNode object -> {
                ObjectNode copy = NODES.objectNode();
                object.properties().forEach(entry -> copy.set(in(entry.getKey()), in(entry.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = NODES.arrayNode();
                for (JsonNode item : array) {
                    if (item.has(REPEAT) && item.has("item")) {
                        repeat(item, i -> copy.add(in(item.get("item"))));
                    } else {
                        copy.add(in(item));
                    }
                }
                yield copy;
            }
            default -> {
                if (!node.isString()) {
                    yield node;
                }
                String name = name(node.stringValue());
                yield name != null && values.containsKey(name)
                        ? values.get(name)
                        : NODES.stringNode(in(node.stringValue()));
            }
        };
    }

    private ObjectNode repeatedMembers(ObjectNode object) {
        ObjectNode copy = NODES.objectNode();
        repeat(object, i -> copy.set(in(object.get("name").stringValue()), in(object.get("value"))));
        return copy;
    }

    /** Does it as often as {@code what} says, with {@code ${i}} from 1, or from {@code from}, upwards. */
    private void repeat(JsonNode what, java.util.function.IntConsumer step) {
        JsonNode before = values.get("i");
        int from = what.path("from").asInt(1);
        for (int i = from; i < from + in(what.get(REPEAT)).asInt(); i++) {
            put("i", Integer.toString(i));
            step.accept(i);
        }
        if (before == null) {
            values.remove("i");
        } else {
            values.put("i", before);
        }
    }
}
