package org.mailbay.checks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A key of a configuration table, as its bundle's metatype declares it.
 *
 * @param fallback the default as the metatype writes it; empty for none or an empty one
 * @param required whether a table without the key is refused
 * @param least smallest value or length; empty for any
 * @param most largest value or length; empty for any
 * @param options the only values there are; empty for any
 */
record Setting(
        String id,
        Kind kind,
        boolean list,
        boolean required,
        String fallback,
        String least,
        String most,
        List<String> options,
        String description) {

    /** What a value is in TOML. */
    enum Kind {
        TEXT("text"),
        SECRET("secret text"),
        WHOLE("whole number"),
        NUMBER("number"),
        FLAG("true or false");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        static Kind of(String metatype) {
            return switch (metatype) {
                case "Integer", "Long", "Short", "Byte" -> WHOLE;
                case "Double", "Float" -> NUMBER;
                case "Boolean" -> FLAG;
                case "Password" -> SECRET;
                default -> TEXT;
            };
        }
    }

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("millis", "milliseconds"),
            Map.entry("seconds", "seconds"),
            Map.entry("minutes", "minutes"),
            Map.entry("hours", "hours"),
            Map.entry("days", "days"),
            Map.entry("bytes", "bytes"),
            Map.entry("kib", "KiB"),
            Map.entry("kilobytes", "kilobytes"),
            Map.entry("megabytes", "megabytes"),
            Map.entry("mebibytes", "mebibytes"),
            Map.entry("characters", "characters"));

    String type() {
        return list ? "list of " + plural() : kind.words;
    }

    private String plural() {
        return kind == Kind.FLAG ? kind.words : kind.words + "s";
    }

    /** What the number counts, as the last word of the key says; empty when it counts things. */
    String unit() {
        if (kind != Kind.WHOLE && kind != Kind.NUMBER) {
            return "";
        }
        String lower = id.toLowerCase(Locale.ROOT);
        return UNITS.entrySet().stream()
                .filter(unit -> lower.endsWith(unit.getKey()))
                .map(Map.Entry::getValue)
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse("");
    }

    /** Which values are taken, in words; empty for any. */
    String allowed() {
        if (!options.isEmpty()) {
            return String.join(", ", options.stream().map(o -> "`" + o + "`").toList());
        }
        String of = kind == Kind.TEXT || kind == Kind.SECRET ? " characters" : "";
        if (least.isEmpty()) {
            return most.isEmpty() ? "" : "at most " + most + of;
        }
        return most.isEmpty() ? "from " + least + of : least + " to " + most + of;
    }

    /** The default as it would be written in the file. */
    String standard() {
        if (required) {
            return "required";
        }
        if (list) {
            return "["
                    + String.join(
                            ", ",
                            fallback.isEmpty()
                                    ? List.of()
                                    : List.of(fallback.split(",")).stream()
                                            .map(this::literal)
                                            .toList())
                    + "]";
        }
        return literal(fallback);
    }

    private String literal(String value) {
        return kind == Kind.TEXT || kind == Kind.SECRET ? '"' + value + '"' : value;
    }

    /** Why a value in the form of TOML is none for this key; empty when it is one, as far as its form tells. */
    String objection(String toml) {
        if (list) {
            return toml.startsWith("[") ? "" : "is a list";
        }
        boolean fits = switch (kind) {
            case TEXT, SECRET -> toml.startsWith("\"") || toml.startsWith("'");
            case WHOLE -> toml.matches("[-+]?[0-9_]+");
            case NUMBER -> toml.matches("[-+]?[0-9_]+(\\.[0-9]+)?");
            case FLAG -> toml.matches("true|false");
        };
        if (!fits) {
            return "is a " + kind.words;
        }
        String bare = toml.replaceAll("[\"']", "");
        return options.isEmpty() || options.contains(bare) ? "" : "is one of " + String.join(", ", options);
    }
}
