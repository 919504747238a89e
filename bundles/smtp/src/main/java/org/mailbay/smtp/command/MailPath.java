package org.mailbay.smtp.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mailbay.smtp.reply.Refusal;

/**
 * What follows {@code MAIL FROM:} and {@code RCPT TO:}: a path and its parameters (RFC 5321 §4.1.2).
 *
 * @param address without angle brackets and source route, right by {@link PathGrammar}; empty is the null sender
 * @param parameters by upper-case name; the value is empty when there is none
 */
public record MailPath(String address, Map<String, String> parameters) {
    private static final int MAX_PARAMETERS = 20;

    public MailPath {
        parameters = Map.copyOf(parameters);
    }

    /** The argument of MAIL. */
    public static MailPath sender(String argument) throws CommandLine.Malformed, Refusal {
        MailPath path = parse(argument, "FROM:");
        return path.address.isEmpty() ? path : path.with(mailbox(path.address, "5.1.7"));
    }

    /** The argument of RCPT. */
    public static MailPath recipient(String argument) throws CommandLine.Malformed, Refusal {
        MailPath path = parse(argument, "TO:");
        // RFC 5321 §4.1.1.3: the one that needs no domain
        return path.address.equalsIgnoreCase("postmaster") ? path : path.with(mailbox(path.address, "5.1.3"));
    }

    private static String mailbox(String path, String status) throws Refusal {
        return PathGrammar.mailbox(path)
                .orElseThrow(() -> new Refusal(553, status, "This is no address (RFC 5321 section 4.1.2)"));
    }

    private MailPath with(String mailbox) {
        return new MailPath(mailbox, parameters);
    }

    /**
     * Reads the argument of MAIL or RCPT.
     *
     * @param keyword {@code FROM:} or {@code TO:}
     * @throws CommandLine.Malformed when it breaks the grammar
     */
    private static MailPath parse(String argument, String keyword) throws CommandLine.Malformed {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new CommandLine.Malformed("expected " + keyword + "<address>");
        }
        // Deviates: RFC 5321 §3.3 allows no blank after the colon; many clients send one, and it does no harm.
        String rest = argument.substring(keyword.length()).stripLeading();
        int end = endOfPath(rest);
        return new MailPath(rest.substring(1, end), parameters(rest.substring(end + 1)));
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
    public boolean isInternational() {
        return !address.chars().allMatch(c -> c < 0x80);
    }
}
