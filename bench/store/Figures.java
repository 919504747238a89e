package store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures by row and column of a table; each is the median of what was measured. */
final class Figures {
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();
    private final List<String> columns = new ArrayList<>();

    /** Keeps a measurement. */
    void add(String row, String column, double value) {
        if (!columns.contains(column)) {
            columns.add(column);
        }
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(column, key -> new ArrayList<>())
                .add(value);
        System.err.printf(Locale.ROOT, "%s | %s | %s%n", row, column, text(value));
    }

    double median(String row, String column) {
        return rows.get(row).get(column).stream().sorted().toList().get(
                rows.get(row).get(column).size() / 2);
    }

    /** Prints the table: median (lowest to highest). */
    void print(String title) {
        StringBuilder table = new StringBuilder("\n| " + title + " | " + String.join(" | ", columns) + " |\n|---");
        table.append("|---".repeat(columns.size())).append("|\n");
        rows.forEach((name, cells) -> {
            table.append("| ").append(name);
            for (String column : columns) {
                List<Double> values = cells.getOrDefault(column, List.of()).stream().sorted().toList();
                table.append(" | ");
                if (!values.isEmpty()) {
                    table.append(text(values.get(values.size() / 2)));
                }
                if (values.size() > 1) {
                    table.append(" (").append(text(values.getFirst())).append(" to ").append(text(values.getLast())).append(')');
                }
            }
            table.append(" |\n");
        });
        System.out.print(table);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
