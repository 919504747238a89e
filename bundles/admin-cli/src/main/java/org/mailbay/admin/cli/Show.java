package org.mailbay.admin.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Prints an answer for people: objects as lines of names and values, lists of objects as tables. */
final class Show {
    private static final int WIDEST = 60;

    private final PrintWriter out;

    Show(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode answer) {
        if (answer.has("items") && answer.path("items").isArray()) {
            print(answer.path("items"), "");
            answer.forEachEntry((name, value) -> {
                if (!name.equals("items")) {
                    out.println(name + ": " + text(value));
                }
            });
        } else {
            print(answer, "");
        }
        out.flush();
    }

    private void print(JsonNode value, String indent) {
        if (value.isArray()) {
            list(value, indent);
        } else {
            object(value, indent);
        }
    }

    private void object(JsonNode object, String indent) {
        object.forEachEntry((name, value) -> {
            if (value.isArray() && hasObjects(value) || value.isObject() && !value.isEmpty()) {
                out.println(indent + name + ":");
                print(value, indent + "  ");
            } else {
                out.println(indent + name + ": " + text(value));
            }
        });
    }

    private static boolean hasObjects(JsonNode list) {
        return list.valueStream().anyMatch(JsonNode::isObject);
    }

    private void list(JsonNode list, String indent) {
        if (!hasObjects(list)) {
            list.forEach(value -> out.println(indent + text(value)));
            return;
        }
        Set<String> columns = new LinkedHashSet<>();
        list.forEach(row -> columns.addAll(row.propertyNames()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        for (JsonNode row : list) {
            rows.add(columns.stream().map(name -> text(row.path(name))).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.min(WIDEST, Math.max(widths[i], row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i));
                if (i + 1 < widths.length) {
                    line.repeat(' ', Math.max(0, widths[i] - row.get(i).length()) + 2);
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** What is nested deep in a cell is shown as JSON; a terminal is told nothing by what a stranger wrote. */
    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray() && !hasObjects(value)) {
            return String.join(", ", value.valueStream().map(Show::text).toList());
        }
        if (value.isObject() && value.valueStream().noneMatch(JsonNode::isContainer)) {
            return String.join(
                    "  ",
                    value.propertyStream()
                            .map(field -> field.getKey() + "=" + text(field.getValue()))
                            .toList());
        }
        String text = value.isString() ? value.stringValue() : value.toString();
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
