package org.mailbay.mailauth.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reads the grammar of RFC 8601 §2.2. One pass, no recursion. */
final class ResultsReader {
    private static final int LONGEST = 64 * 1024;

    private static final int MOST_RESULTS = 100;

    private static final int MOST_PROPERTIES = 100;

    private final String in;
    private int at;

    ResultsReader(String in) {
        this.in = in;
    }

    Optional<AuthenticationResults> read() {
        if (in.length() > LONGEST) {
            return Optional.empty();
        }
        String server = value();
        if (server == null || server.isEmpty()) {
            return Optional.empty();
        }
        if (peek() != ';' && value() == null) { // authres-version
            return Optional.empty();
        }
        List<MethodResult> results = new ArrayList<>();
        while (peek() == ';') {
            at++;
            if (peek() == 0) {
                break; // Deviates: RFC 8601 §2.2 has no semicolon at the end, some programs write one
            }
            MethodResult result = result();
            if (result == null || results.size() >= MOST_RESULTS) {
                return Optional.empty();
            }
            if (!result.method().equals("none")) {
                results.add(result);
            }
        }
        return peek() == 0 ? Optional.of(new AuthenticationResults(server, results)) : Optional.empty();
    }

    private @Nullable MethodResult result() {
        String method = word();
        if (method.isEmpty()) {
            return null;
        }
        if (method.equalsIgnoreCase("none") && (peek() == 0 || peek() == ';')) {
            return new MethodResult("none", "", "", new LinkedHashMap<>());
        }
        if (peek() == '/') { // method-version
            at++;
            word();
        }
        String result = peek() == '=' ? assigned() : null;
        if (result == null || result.isEmpty()) {
            return null;
        }
        String reason = "";
        SequencedMap<String, String> properties = new LinkedHashMap<>();
        while (peek() != ';' && peek() != 0) {
            String name = word();
            String value = !name.isEmpty() && peek() == '=' ? assigned() : null;
            if (value == null || properties.size() >= MOST_PROPERTIES) {
                return null;
            }
            if (name.equalsIgnoreCase("reason")) {
                reason = value;
            } else {
                properties.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
        }
        return new MethodResult(method.toLowerCase(Locale.ROOT), result.toLowerCase(Locale.ROOT), reason, properties);
    }

    private @Nullable String assigned() {
        at++;
        return value();
    }

    /** The next character that is no blank and in no comment; 0 at the end. */
    private char peek() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '(') {
                comment();
            } else if (c <= ' ') {
                at++;
            } else {
                return c;
            }
        }
        return 0;
    }

    private void comment() {
        int depth = 0;
        while (at < in.length()) {
            char c = in.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, in.length());
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
    }

    /** A name, with blanks around its dot as the grammar allows. */
    private String word() {
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = peek();
            int start = at;
            while (at < in.length() && AuthenticationResults.isToken(in.charAt(at))) {
                at++;
            }
            out.append(in, start, at);
            boolean isOver = start == at || c == 0 || !(out.charAt(out.length() - 1) == '.' || peek() == '.');
            if (isOver) {
                return out.toString();
            }
        }
    }

    /** A value: token, address or quoted string; null when there is none. */
    private @Nullable String value() {
        if (peek() == 0) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        boolean isThere = false;
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '"') {
                if (!quoted(out)) {
                    return null;
                }
            } else if (c > ' ' && c != ';' && c != '(' && c != ')' && c != 0x7f) {
                out.append(c);
                at++;
            } else {
                break;
            }
            isThere = true;
        }
        return isThere ? out.toString() : null;
    }

    private boolean quoted(StringBuilder out) {
        at++;
        while (at < in.length()) {
            char c = in.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c == '\\' && at < in.length()) {
                c = in.charAt(at++);
            }
            out.append(c);
        }
        return false;
    }
}
