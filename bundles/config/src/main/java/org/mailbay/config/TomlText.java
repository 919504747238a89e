package org.mailbay.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * A text in TOML 1.0, as a tree, with the line of each table and key.
 *
 * <p>The tree is Jackson's. It keeps no positions, so lines are found by a second, simple look at the text; only messages use them.
 */
final class TomlText {
    private static final TomlMapper MAPPER = new TomlMapper();
    private static final String KEY = "(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')";
    private static final String PATH = KEY + "(?:\\s*\\.\\s*" + KEY + ")*";
    private static final Pattern HEADER = Pattern.compile("^\\s*\\[\\[?\\s*(" + PATH + ")\\s*]]?\\s*(?:#.*)?$");
    private static final Pattern ENTRY = Pattern.compile("^\\s*(" + PATH + ")\\s*=(.*)$");
    private static final Pattern PART = Pattern.compile(KEY);

    private final String name;
    private final JsonNode root;
    private final Map<List<String>, Integer> lines = new HashMap<>();
    private final Set<List<String>> keys = new HashSet<>();
    /** Line of the first key that stands there a second time; 0 = none. */
    private int repeated;

    private TomlText(String name, JsonNode root, String text) {
        this.name = name;
        this.root = root;
        findLines(text);
    }

    /**
     * Reads a text.
     *
     * @param name of the file, for messages
     * @throws RefusedException when it is no TOML
     */
    static TomlText parse(String name, String text) throws RefusedException {
        try {
            JsonNode root = MAPPER.readTree(text);
            return new TomlText(name, root.isMissingNode() ? MAPPER.createObjectNode() : root, text);
        } catch (StreamReadException e) {
            throw broken(name, text, e);
        } catch (JacksonException e) {
            throw new RefusedException(name, 0, "not TOML: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static RefusedException broken(String name, String text, StreamReadException e) {
        String why = firstLine(e.getOriginalMessage());
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        if (why.startsWith("Duplicate key")) {
            // Jackson notices it when it has read on, and does not say which.
            int again = new TomlText(name, MAPPER.createObjectNode(), text).repeated;
            line = again == 0 ? line : again;
        }
        return new RefusedException(name, line, "not TOML" + nameOn(text, line) + ": " + why);
    }

    /** Which key or table a line is about; nothing when it is about none. */
    private static String nameOn(String text, int line) {
        String there = line == 0 ? "" : text.lines().skip(line - 1L).findFirst().orElse("");
        Matcher header = HEADER.matcher(there);
        Matcher entry = ENTRY.matcher(there);
        return header.matches()
                ? " at [" + header.group(1) + "]"
                : entry.matches() ? " at \"" + entry.group(1) + "\"" : "";
    }

    String name() {
        return name;
    }

    JsonNode root() {
        return root;
    }

    /** A refusal that points to {@code path}, or to the nearest thing around it that has a line. */
    RefusedException refused(List<String> path, String sentence) {
        for (int length = path.size(); length > 0; length--) {
            Integer line = lines.get(path.subList(0, length));
            if (line != null) {
                return new RefusedException(name, line, sentence);
            }
        }
        return new RefusedException(name, 0, sentence);
    }

    private void findLines(String text) {
        List<String> table = List.of();
        String quotes = "";
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!quotes.isEmpty()) {
                quotes = line.contains(quotes) ? "" : quotes;
                continue;
            }
            Matcher header = HEADER.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            if (header.matches()) {
                table = parts(header.group(1));
                note(table, number);
            } else if (entry.matches()) {
                List<String> path = new ArrayList<>(table);
                path.addAll(parts(entry.group(1)));
                note(path, number);
                if (!keys.add(path) && repeated == 0) {
                    repeated = number;
                }
                quotes = opened(entry.group(2));
            }
        }
    }

    /** The first line that speaks of a path, or of something below it, is the path's. */
    private void note(List<String> path, int number) {
        for (int length = 1; length <= path.size(); length++) {
            lines.putIfAbsent(List.copyOf(path.subList(0, length)), number);
        }
    }

    /** The triple quotes that a value opens and does not close on its line. */
    private static String opened(String value) {
        String stripped = value.strip();
        for (String quotes : List.of("\"\"\"", "'''")) {
            if (stripped.startsWith(quotes) && stripped.indexOf(quotes, 3) < 0) {
                return quotes;
            }
        }
        return "";
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(path);
        while (part.find()) {
            String text = part.group();
            boolean quoted = text.startsWith("\"") || text.startsWith("'");
            parts.add(quoted ? text.substring(1, text.length() - 1) : text);
        }
        return parts;
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
