package org.mailbay.itests.transcripts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares an answer with what a transcript expects of it; captures what has a name and no value yet. */
final class Expectation {
    private static final String ABSENT = "!absent";
    private static final String OTHERS = "...";
    private static final String ANY_ORDER = "any order";

    private final Variables variables;

    Expectation(Variables variables) {
        this.variables = variables;
    }

    /** What is wrong with {@code actual}; empty when nothing is. */
    List<String> differences(JsonNode expected, JsonNode actual) {
        List<String> differences = new ArrayList<>();
        compare("", expected, actual, differences);
        return differences;
    }

    private void compare(String path, JsonNode expected, JsonNode actual, List<String> differences) {
        boolean same = switch (expected) {
            case ObjectNode object -> {
                if (actual instanceof ObjectNode other) {
                    object(path, object, other, differences);
                    yield true;
                }
                yield false;
            }
            case ArrayNode array -> {
                if (actual instanceof ArrayNode other) {
                    array(path, array, other, differences);
                    yield true;
                }
                yield false;
            }
            default ->
                expected.isString()
                        ? text(expected.stringValue(), actual)
                        : expected.isNumber() && actual.isNumber()
                                ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
                                : expected.equals(actual);
        };
        if (!same) {
            differences.add(
                    (path.isEmpty() ? "/" : path) + ": expected " + variables.in(expected) + " but was " + actual);
        }
    }

    private void object(String path, ObjectNode expected, ObjectNode actual, List<String> differences) {
        for (Map.Entry<String, JsonNode> entry : expected.properties()) {
            String name = variables.in(entry.getKey());
            JsonNode value = actual.get(name);
            boolean absent = entry.getValue().isString()
                    && entry.getValue().stringValue().equals(ABSENT);
            if (entry.getKey().equals("only!")) {
                if (actual.size() != expected.size() - 1) {
                    differences.add(path + ": expected only " + expected.propertyNames() + " but was " + actual);
                }
            } else if (absent != (value == null)) {
                differences.add(path + "/" + name + (absent ? ": expected none but was " + value : ": is missing"));
            } else if (!absent) {
                compare(path + "/" + name, entry.getValue(), value, differences);
            }
        }
    }

    private void array(String path, ArrayNode expected, ArrayNode actual, List<String> differences) {
        List<JsonNode> items = new ArrayList<>(expected.values());
        boolean others =
                items.removeIf(item -> item.isString() && item.stringValue().equals(OTHERS));
        boolean anyOrder =
                items.removeIf(item -> item.isString() && item.stringValue().equals(ANY_ORDER)) || others;
        if (others ? actual.size() < items.size() : actual.size() != items.size()) {
            differences.add(
                    path + ": expected " + items.size() + (others ? " or more" : "") + " items but was " + actual);
            return;
        }
        if (!anyOrder) {
            for (int i = 0; i < items.size(); i++) {
                compare(path + "/" + i, items.get(i), actual.get(i), differences);
            }
            return;
        }
        List<JsonNode> left = new ArrayList<>(actual.values());
        for (JsonNode item : items) {
            if (!takeMatch(item, left)) {
                differences.add(path + ": nothing there is " + variables.in(item) + " in " + actual);
            }
        }
    }

    private boolean takeMatch(JsonNode item, List<JsonNode> left) {
        for (int i = 0; i < left.size(); i++) {
            Map<String, JsonNode> known = variables.known();
            if (differences(item, left.get(i)).isEmpty()) {
                left.remove(i);
                return true;
            }
            variables.restore(known); // what does not match captures nothing
        }
        return false;
    }

    private boolean text(String expected, JsonNode actual) {
        String name = Variables.name(expected);
        if (name != null && variables.get(name) == null) {
            variables.put(name, actual);
            return true;
        }
        if (name != null) {
            return variables.get(name).equals(actual);
        }
        return switch (expected) {
            case "*" -> true;
            case "*string" -> actual.isString();
            case "*int" -> actual.isIntegralNumber();
            case "*boolean" -> actual.isBoolean();
            case "*object" -> actual.isObject();
            case "*array" -> actual.isArray();
            case "*id" -> actual.isString() && actual.stringValue().matches("[A-Za-z0-9_-]{1,255}"); // RFC 8620 §1.2
            case "*date" ->
                actual.isString()
                        && actual.stringValue().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d*[1-9])?Z");
            default ->
                actual.isString()
                        && (expected.startsWith("~")
                                ? Pattern.compile(variables.in(expected.substring(1)), Pattern.DOTALL)
                                        .matcher(actual.stringValue())
                                        .find()
                                : variables.in(expected).equals(actual.stringValue()));
        };
    }
}
