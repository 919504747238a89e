package org.mailbay.mailauth;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.mailbay.mime.Domain;

/** Domain names as DNS is asked for them: lower-case A-labels, without final dot. */
public final class DnsName {
    private static final int LONGEST_LABEL = 63;

    private static final int LONGEST_NAME = 253;

    private DnsName() {}

    /**
     * The name in the one form that is asked for and compared; empty when no host or mail domain can be called so.
     *
     * @param text one char an octet or one char a character: both forms of a U-label are understood
     */
    public static Optional<String> of(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.chars().anyMatch(c -> c > 0x7f)) {
            String decoded = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            boolean isOctets = name.chars().allMatch(c -> c <= 0xff) && decoded.indexOf('\ufffd') < 0;
            name = Domain.parse(isOctets ? decoded : name).map(Domain::ascii).orElse("");
        }
        return isName(name) ? Optional.of(name.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** Whether it is one, in ASCII: letters, digits, dash and underscore in labels of 1 to 63. */
    private static boolean isName(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (!isAllowed(c) || ++label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0 && name.length() <= LONGEST_NAME;
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** Whether {@code name} is {@code domain} or below it. */
    public static boolean isWithin(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }
}
