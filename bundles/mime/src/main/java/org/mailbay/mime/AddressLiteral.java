package org.mailbay.mime;

import java.util.Locale;
import java.util.Optional;

/** Addresses in place of domains: RFC 5321 §4.1.3, those of IPv4 and IPv6. */
final class AddressLiteral {

    private static final String IPV6 = "[ipv6:";

    private AddressLiteral() {}

    /** The literal in lower case; empty when it is no address. */
    static Optional<String> normalize(String literal) {
        String lower = literal.toLowerCase(Locale.ROOT);
        if (!lower.endsWith("]") || lower.length() > 60) {
            return Optional.empty();
        }
        boolean ok = lower.startsWith(IPV6)
                ? isIpv6(lower.substring(IPV6.length(), lower.length() - 1))
                : isIpv4(lower.substring(1, lower.length() - 1));
        return ok ? Optional.of(lower) : Optional.empty();
    }

    private static boolean isIpv4(String address) {
        String[] numbers = address.split("\\.", -1);
        for (String n : numbers) {
            if (n.isEmpty()
                    || n.length() > 3
                    || !n.chars().allMatch(c -> c >= '0' && c <= '9')
                    || Integer.parseInt(n) > 255) {
                return false;
            }
        }
        return numbers.length == 4;
    }

    private static boolean isIpv6(String address) {
        int gap = address.indexOf("::");
        if (gap >= 0) {
            int left = groups(address.substring(0, gap), false);
            int right = groups(address.substring(gap + 2), true);
            return left >= 0 && right >= 0 && left + right <= 6; // a gap stands for two groups or more
        }
        return groups(address, true) == 8;
    }

    /** How many groups of 16 bits; −1 when one of them is none. */
    private static int groups(String text, boolean mayEndWithIpv4) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] words = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < words.length; i++) {
            String w = words[i];
            if (mayEndWithIpv4 && i == words.length - 1 && isIpv4(w)) {
                count += 2;
            } else if (!w.isEmpty()
                    && w.length() <= 4
                    && w.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }
}
