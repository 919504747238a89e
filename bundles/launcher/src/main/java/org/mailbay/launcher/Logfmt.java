package org.mailbay.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * Makes the text of an event of its pattern and its arguments: the one place where what a peer said becomes part of a line.
 *
 * <p>An argument can end neither the line, nor the quotes that it stands in, nor the value that it is: {@code name={}} becomes {@code name="…"}
 * when the argument has a blank, a quote or a control character in it, with quotes, backslashes and controls escaped.
 */
final class Logfmt {
    private static final String HOLE = "{}";

    private final String pattern;
    private final @Nullable Object[] arguments;
    private final StringBuilder out = new StringBuilder(160);
    private int at;
    private int used;

    private Logfmt(String pattern, @Nullable Object[] arguments) {
        this.pattern = pattern;
        this.arguments = arguments;
    }

    static String text(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        String pattern = event.getMessage();
        if (pattern == null || arguments == null || arguments.length == 0 || !pattern.startsWith("event=")) {
            return printable(String.valueOf(event.getFormattedMessage()));
        }
        return new Logfmt(pattern, arguments).text();
    }

    /** Without anything that could begin a line, or hide what stands in it. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        append(out, text, "");
        return out.toString();
    }

    private String text() {
        while (at < pattern.length()) {
            if (pattern.charAt(at) == ' ') {
                out.append(' ');
                at++;
            } else {
                field();
            }
        }
        return out.toString();
    }

    /** One {@code key=value}, up to the blank behind it. */
    private void field() {
        int start = at;
        int equals = -1;
        StringBuilder value = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != ' ') {
            if (isHole()) {
                value.append(argument());
            } else if (pattern.charAt(at) == '"') {
                out.append(printable(pattern.substring(start, equals < 0 ? start : equals + 1)));
                append(out, value.toString(), "");
                quoted();
                return;
            } else if (equals < 0 && pattern.charAt(at) == '=' && value.length() == at - start) {
                equals = at;
                value.setLength(0);
                at++;
            } else {
                value.append(pattern.charAt(at++));
            }
        }
        out.append(printable(pattern.substring(start, equals < 0 ? start : equals + 1)));
        String text = value.toString();
        if (equals >= 0 && text.codePoints().anyMatch(c -> c == ' ' || c == '"' || isHidden(c))) {
            out.append('"');
            append(out, text, "\"\\");
            out.append('"');
        } else {
            append(out, text, "");
        }
    }

    /** From a quote of the pattern to the one that ends it, and what hangs on it. */
    private void quoted() {
        boolean isInside = false;
        while (at < pattern.length() && (isInside || pattern.charAt(at) != ' ')) {
            if (isHole()) {
                append(out, argument(), "\"\\");
            } else if (pattern.charAt(at) == '\\' && at + 1 < pattern.length()) {
                out.append(pattern, at, at + 2);
                at += 2;
            } else {
                isInside ^= pattern.charAt(at) == '"';
                append(out, pattern.substring(at, at + 1), "");
                at++;
            }
        }
    }

    private boolean isHole() {
        return used < arguments.length && pattern.startsWith(HOLE, at);
    }

    private String argument() {
        at += HOLE.length();
        // as SLF4J shows arrays, and what cannot be shown
        return String.valueOf(MessageFormatter.arrayFormat(HOLE, new Object[] {arguments[used++]})
                .getMessage());
    }

    private static void append(StringBuilder out, String text, String escaped) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isHidden(c)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        out.append(escaped.indexOf(c) >= 0 ? "\\" : "").appendCodePoint(c);
                    }
                }
            }
        });
    }

    /** Control characters, and what breaks lines, turns the direction of writing, or is half a character. */
    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
