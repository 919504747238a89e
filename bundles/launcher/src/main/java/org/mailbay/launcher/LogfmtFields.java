package org.mailbay.launcher;

import java.util.LinkedHashMap;
import java.util.Map;

/** Takes a line that {@link Logfmt} made apart again. */
final class LogfmtFields {
    private final String line;
    private int at;

    private LogfmtFields(String line) {
        this.line = line;
    }

    /** The fields in their order; a word without {@code =} is a field with no value, the second of a name gets {@code _}. */
    static Map<String, String> of(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        LogfmtFields reader = new LogfmtFields(line);
        while (reader.at < line.length()) {
            String name = reader.name();
            String value = reader.value();
            if (!name.isEmpty() || !value.isEmpty()) {
                while (fields.containsKey(name)) {
                    name += "_";
                }
                fields.put(name, value);
            }
        }
        return fields;
    }

    private String name() {
        int start = at;
        while (at < line.length() && line.charAt(at) != '=' && line.charAt(at) != ' ') {
            at++;
        }
        return line.substring(start, at);
    }

    /** What follows the equals sign, up to a blank outside of quotes. */
    private String value() {
        if (at == line.length() || line.charAt(at++) == ' ') {
            return "";
        }
        StringBuilder value = new StringBuilder();
        boolean isQuoted = false;
        while (at < line.length() && (isQuoted || line.charAt(at) != ' ')) {
            char c = line.charAt(at++);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == '\\' && isQuoted && at < line.length() && isEscaped(line.charAt(at))) {
                value.append(line.charAt(at++));
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }

    /** Control characters stay as they are shown. */
    private static boolean isEscaped(char c) {
        return c == '"' || c == '\\';
    }
}
