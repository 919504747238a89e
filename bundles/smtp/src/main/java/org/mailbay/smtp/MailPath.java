package org.mailbay.smtp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What follows {@code MAIL FROM:} and {@code RCPT TO:}: a path and its parameters (RFC 5321 §4.1.2).
 *
 * @param address without angle brackets and source route; empty is the null sender
 * @param parameters by upper-case name; the value is empty when there is none
 */
record MailPath(String address, Map<String, String> parameters) {
    private static final int MAX_PARAMETERS = 20;

    MailPath {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads the argument of MAIL or RCPT.
     *
     * @param keyword {@code FROM:} or {@code TO:}
     * @throws CommandLine.Malformed when it breaks the grammar
     */
    static MailPath parse(String argument, String keyword) throws CommandLine.Malformed {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new CommandLine.Malformed("expected " + keyword + "<address>");
        }
        // Deviates: RFC 5321 §3.3 allows no blank after the colon; many clients send one, and it does no harm.
        String rest = argument.substring(keyword.length()).stripLeading();
        int end = endOfPath(rest);
        String address = withoutRoute(rest.substring(1, end));
        // RFC 5321 §4.5.3.1.3: 256 octets of path, and its brackets
        if (address.getBytes(StandardCharsets.UTF_8).length > 254) {
            throw new CommandLine.Malformed("address too long");
        }
        return new MailPath(address, parameters(rest.substring(end + 1)));
    }

    private static int endOfPath(String text) throws CommandLine.Malformed {
        if (text.isEmpty() || text.charAt(0) != '<') {
            throw new CommandLine.Malformed("address must be in angle brackets");
        }
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        throw new CommandLine.Malformed("address must end in >");
    }

    /** RFC 5321 §4.1.2: source routes are accepted and ignored. */
    private static String withoutRoute(String path) throws CommandLine.Malformed {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = path.indexOf(':');
        if (colon < 0) {
            throw new CommandLine.Malformed("source route without address");
        }
        return path.substring(colon + 1);
    }

    private static Map<String, String> parameters(String text) throws CommandLine.Malformed {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!text.isEmpty() && text.charAt(0) != ' ') {
            throw new CommandLine.Malformed("blank expected after address");
        }
        for (String parameter : text.strip().split(" +", MAX_PARAMETERS + 1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!name.matches("[A-Z0-9][A-Z0-9-]*")
                    || parameters.size() == MAX_PARAMETERS
                    || parameters.put(name, value) != null) {
                throw new CommandLine.Malformed("parameters");
            }
        }
        return parameters;
    }

    /** Whether the address needs SMTPUTF8 (RFC 6531 §3.4). */
    boolean isInternational() {
        return !address.chars().allMatch(c -> c < 0x80);
    }
}
