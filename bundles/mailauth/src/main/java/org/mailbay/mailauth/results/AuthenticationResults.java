package org.mailbay.mailauth.results;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailbay.mailauth.RawField;
import org.mailbay.mailauth.RawHeader;

/**
 * One field.
 *
 * @param server who says so (authserv-id)
 * @param results none means that nothing was checked
 */
public record AuthenticationResults(String server, List<MethodResult> results) {
    /** Name of the field. */
    public static final String NAME = "Authentication-Results";

    private static final int LINE = 76;

    private static final int LONGEST_VALUE = 320;

    public AuthenticationResults {
        results = List.copyOf(results);
    }

    /** The field with its CRLF, folded; what cannot be said in it is left out of values. */
    public String write() {
        StringBuilder out = new StringBuilder(NAME).append(": ").append(value(server));
        if (results.isEmpty()) {
            return out.append("; none\r\n").toString();
        }
        for (MethodResult result : results) {
            out.append(";\r\n\t");
            int line = add(out, 8, "", keyword(result.method()) + "=" + keyword(result.result()));
            if (!result.reason().isEmpty()) {
                line = add(out, line, " ", "reason=" + quoted(result.reason()));
            }
            for (Map.Entry<String, String> property : result.properties().entrySet()) {
                if (!property.getValue().isEmpty()) {
                    line = add(out, line, " ", keyword(property.getKey()) + "=" + value(property.getValue()));
                }
            }
        }
        return out.append("\r\n").toString();
    }

    private static int add(StringBuilder out, int line, String before, String word) {
        boolean isFolded = !before.isEmpty() && line + before.length() + word.length() > LINE;
        out.append(isFolded ? "\r\n\t " : before).append(word);
        return (isFolded ? 9 : line + before.length()) + word.length();
    }

    private static String keyword(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().limit(64).filter(c -> isToken(c)).forEach(c -> out.append((char) c));
        return out.isEmpty() ? "x" : out.toString();
    }

    /** RFC 2045 §5.1 token, in ASCII. */
    static boolean isToken(int c) {
        return c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    /** A token, an address or a quoted string (RFC 8601 §2.2 {@code pvalue}). */
    private static String value(String text) {
        int at = text.indexOf('@');
        boolean isPlain = text.length() <= LONGEST_VALUE
                && text.length() > at + 1
                && (at < 0 ? text : text.substring(0, at)).chars().allMatch(AuthenticationResults::isToken)
                && text.substring(at + 1).chars().allMatch(AuthenticationResults::isToken);
        return isPlain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().limit(LONGEST_VALUE).forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c >= ' ' && c < 0x7f ? (char) c : '?');
        });
        return out.append('"').toString();
    }

    /** Reads what stands behind the colon; empty when it breaks the grammar or is very long. */
    public static Optional<AuthenticationResults> parse(String value) {
        return new ResultsReader(value).read();
    }

    /** Those that {@code server} wrote: to be believed only when forged ones were removed where mail comes in. */
    public static List<AuthenticationResults> of(RawHeader header, String server) {
        return header.all(NAME).stream()
                .flatMap(field -> parse(field.value()).stream())
                .filter(results -> results.server().equalsIgnoreCase(server))
                .toList();
    }

    /** Whether a field of a message that comes in claims to be from {@code server} and must be removed (RFC 8601 §5). */
    public static Predicate<RawField> forged(String server) {
        String wanted = server.toLowerCase(Locale.ROOT);
        return field -> {
            if (!field.is(NAME)) {
                return false;
            }
            String value = field.value();
            return parse(value)
                    .map(results -> results.server().equalsIgnoreCase(server))
                    // What cannot be read may be read by others
                    .orElseGet(() -> value.toLowerCase(Locale.ROOT).contains(wanted));
        };
    }
}
