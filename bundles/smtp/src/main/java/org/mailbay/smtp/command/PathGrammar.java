package org.mailbay.smtp.command;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mailbay.mime.Domain;

/**
 * What may stand between the angle brackets of a path: RFC 5321 §4.1.2, with the characters of RFC 6531 §3.3.
 *
 * <p>Domains are those of {@link Domain}, which has underscores, too. The local part may be longer than 64 octets: senders have such ones
 * (RFC 5321 §4.5.3.1 asks for no limit that is not needed), and {@code ""} is one.
 */
final class PathGrammar {
    /** RFC 5321 §4.5.3.1.3: 256 octets with the brackets. */
    private static final int LONGEST = 254;

    private static final int MOST_HOPS = 20;
    private static final String ATOM = "!#$%&'*+-/=?^_`{|}~";

    private PathGrammar() {}

    /** The address without its source route, which is accepted and ignored; empty when it is none. */
    static Optional<String> mailbox(String path) {
        int start = path.startsWith("@") ? endOfRoute(path) : 0;
        if (start < 0) {
            return Optional.empty();
        }
        String address = path.substring(start);
        int at = address.startsWith("\"") ? endOfQuotes(address) : endOfAtoms(address);
        return at > 0
                        && at < address.length()
                        && address.charAt(at) == '@'
                        && isDomain(address.substring(at + 1))
                        && address.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? Optional.of(address)
                : Optional.empty();
    }

    /** Behind the colon of {@code @one,@two:}; below zero when it is none. */
    private static int endOfRoute(String path) {
        int colon = -1;
        // an address literal has colons in it
        for (int i = 0, depth = 0; i < path.length() && colon < 0; i++) {
            depth += path.charAt(i) == '[' ? 1 : path.charAt(i) == ']' ? -1 : 0;
            colon = path.charAt(i) == ':' && depth == 0 ? i : -1;
        }
        if (colon < 0) {
            return -1;
        }
        String[] hops = path.substring(0, colon).split(",", MOST_HOPS + 1);
        for (String hop : hops) {
            if (hops.length > MOST_HOPS || !hop.startsWith("@") || !isDomain(hop.substring(1))) {
                return -1;
            }
        }
        return colon + 1;
    }

    /** RFC 5321 §4.1.2 has no dot at the end. */
    private static boolean isDomain(String text) {
        return !text.endsWith(".") && Domain.parse(text).isPresent();
    }

    /** Dot-string: atoms, and single dots between them. */
    private static int endOfAtoms(String text) {
        int i = 0;
        boolean isAfterDot = true;
        while (i < text.length() && text.charAt(i) != '@') {
            int c = text.codePointAt(i);
            if (c == '.' ? isAfterDot : !isAtom(c)) {
                return -1;
            }
            isAfterDot = c == '.';
            i += Character.charCount(c);
        }
        return isAfterDot ? -1 : i;
    }

    private static boolean isAtom(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || ATOM.indexOf(c) >= 0
                || isBeyondAscii(c);
    }

    /** Quoted-string: behind its last quote. */
    private static int endOfQuotes(String text) {
        int i = 1;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
                if (i == text.length() || text.charAt(i) < ' ' || text.charAt(i) > '~') {
                    return -1; // quoted-pairSMTP
                }
                i++;
            } else if (c >= ' ' && c <= '~' || isBeyondAscii(c)) {
                i += Character.charCount(c);
            } else {
                return -1;
            }
        }
        return -1;
    }

    /** RFC 6531 §3.3; but controls, and what would break a line of a header or a log. */
    private static boolean isBeyondAscii(int c) {
        return c > 0x9f
                && switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.SURROGATE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }
}
