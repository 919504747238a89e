package org.mailbay.metrics.exposition;

import java.util.Locale;
import java.util.Map;

/** Prometheus' text format, version 0.0.4. */
final class TextFormat {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private TextFormat() {}

    static String write(Page page) {
        StringBuilder out = new StringBuilder(16_384);
        page.families().forEach((name, samples) -> {
            Sample first = samples.getFirst();
            out.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escape(first.help()))
                    .append('\n');
            out.append("# TYPE ").append(name).append(' ');
            out.append(first.kind().name().toLowerCase(Locale.ROOT)).append('\n');
            for (Sample sample : samples) {
                out.append(name);
                labels(sample.labels(), out);
                out.append(' ').append(number(sample.value())).append('\n');
            }
        });
        return out.toString();
    }

    private static void labels(Map<String, String> labels, StringBuilder out) {
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.append(before).append(label.getKey()).append("=\"");
            out.append(escape(label.getValue()).replace("\"", "\\\"")).append('"');
            before = ',';
        }
        if (before == ',') {
            out.append('}');
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
