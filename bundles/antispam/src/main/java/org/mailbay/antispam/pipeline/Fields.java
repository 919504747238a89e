package org.mailbay.antispam.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mailbay.antispam.AuthResult;
import org.mailbay.mailauth.results.AuthenticationResults;
import org.mailbay.mailauth.results.MethodResult;

/** Writes header fields. */
final class Fields {
    private static final int MAX_TESTS = 30;

    private Fields() {}

    /** Authentication-Results (RFC 8601 §2.2). */
    static String authenticationResults(String server, List<AuthResult> results) {
        List<MethodResult> all = results.stream()
                .map(one -> new MethodResult(one.method(), one.result(), one.reason(), one.properties()))
                .toList();
        return new AuthenticationResults(server.isEmpty() ? "localhost" : server, all).write();
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
