package org.mailbay.antispam.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mailbay.antispam.AuthResult;

/** Writes header fields. */
final class Fields {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.0-9A-Z^_`a-z{|}~]+"); // RFC 2045 §5.1
    private static final Pattern ADDRESS = Pattern.compile("([!#$%&'*+\\-.0-9A-Z^_`a-z{|}~/=?]+)?@[A-Za-z0-9.-]+");
    private static final int MAX_TESTS = 30;

    private Fields() {}

    /** Authentication-Results (RFC 8601 §2.2); one line a result. */
    static String authenticationResults(String server, List<AuthResult> results) {
        StringBuilder field =
                new StringBuilder("Authentication-Results: ").append(value(server.isEmpty() ? "localhost" : server));
        for (AuthResult result : results) {
            field.append(";\r\n\t").append(result.method()).append('=').append(result.result());
            if (!result.reason().isEmpty()) {
                field.append("\r\n\t reason=").append(quoted(result.reason()));
            }
            result.properties()
                    .forEach((name, value) ->
                            field.append("\r\n\t ").append(name).append('=').append(value(value)));
        }
        return field.append(results.isEmpty() ? "; none\r\n" : "\r\n").toString();
    }

    /** RFC 8601 §2.2 pvalue: a token, an address or a domain as it is, anything else quoted. */
    private static String value(String text) {
        return TOKEN.matcher(text).matches() || ADDRESS.matcher(text).matches() ? text : quoted(text);
    }

    private static String quoted(String text) {
        return '"' + Bounds.cut(text, text.length()).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** What the pipeline found, as other programs read it: {@code X-Spam-Status}, one line. */
    static String spamStatus(boolean isSpam, double points, double required, List<Heard> heard) {
        String tests = heard.stream()
                .filter(Heard::isCounted)
                .filter(one -> one.points() != 0)
                .limit(MAX_TESTS)
                .map(one -> one.stage() + '=' + number(one.points()))
                .collect(Collectors.joining(","));
        return "X-Spam-Status: " + (isSpam ? "Yes" : "No") + ", score=" + number(points) + " required="
                + number(required) + " tests=" + (tests.isEmpty() ? "none" : tests) + "\r\n";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
