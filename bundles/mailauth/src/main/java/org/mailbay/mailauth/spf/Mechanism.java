package org.mailbay.mailauth.spf;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** One mechanism of a record (RFC 7208 §5), parsed. A spec that is not there stands for the current domain. */
sealed interface Mechanism {
    /** §5.1. */
    record All() implements Mechanism {}

    /** §5.2. */
    record Include(MacroText spec) implements Mechanism {}

    /** §5.3. */
    record A(Optional<MacroText> spec, int bits4, int bits6) implements Mechanism {}

    /** §5.4. */
    record Mx(Optional<MacroText> spec, int bits4, int bits6) implements Mechanism {}

    /** §5.5. */
    record Ptr(Optional<MacroText> spec) implements Mechanism {}

    /** §5.6: both ip4 and ip6, told apart by the length. */
    record Network(byte[] address, int bits) implements Mechanism {}

    /** §5.7. */
    record Exists(MacroText spec) implements Mechanism {}

    /** Reads a mechanism without its qualifier. */
    static Mechanism parse(String term) throws PolicyException {
        int end = 0;
        while (end < term.length() && term.charAt(end) != ':' && term.charAt(end) != '/') {
            end++;
        }
        String name = term.substring(0, end).toLowerCase(Locale.ROOT);
        String rest = term.substring(end);
        return switch (name) {
            case "all" -> {
                if (!rest.isEmpty()) {
                    throw PolicyException.permanent("all takes nothing");
                }
                yield new All();
            }
            case "include" -> new Include(MacroText.domainSpec(argument(rest)));
            case "exists" -> new Exists(MacroText.domainSpec(argument(rest)));
            case "ptr" ->
                new Ptr(rest.isEmpty() ? Optional.empty() : Optional.of(MacroText.domainSpec(argument(rest))));
            case "a", "mx" -> address(name, rest);
            case "ip4", "ip6" -> network(name, argument(rest));
            default -> throw PolicyException.permanent("a mechanism that does not exist");
        };
    }

    private static String argument(String rest) throws PolicyException {
        if (rest.length() < 2 || rest.charAt(0) != ':') {
            throw PolicyException.permanent("an argument is missing");
        }
        return rest.substring(1);
    }

    private static Mechanism address(String name, String rest) throws PolicyException {
        int spec = rest.length();
        int bits6 = 128;
        int bits4 = 32;
        // The lengths stand at the end: a slash may stand in macros, too
        int digits = digitsBefore(rest, spec);
        if (digits < spec && digits >= 2 && rest.charAt(digits - 1) == '/' && rest.charAt(digits - 2) == '/') {
            bits6 = bits(rest.substring(digits, spec), 128);
            spec = digits - 2;
            digits = digitsBefore(rest, spec);
        }
        if (digits < spec && digits >= 1 && rest.charAt(digits - 1) == '/') {
            bits4 = bits(rest.substring(digits, spec), 32);
            spec = digits - 1;
        }
        String text = rest.substring(0, spec);
        Optional<MacroText> domain =
                text.isEmpty() ? Optional.empty() : Optional.of(MacroText.domainSpec(argument(text)));
        return name.equals("a") ? new A(domain, bits4, bits6) : new Mx(domain, bits4, bits6);
    }

    private static int digitsBefore(String text, int end) {
        int at = end;
        while (at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
            at--;
        }
        return at;
    }

    private static int bits(String digits, int most) throws PolicyException {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        int bits = isNumber ? Integer.parseInt(digits) : most + 1;
        if (bits > most) {
            throw PolicyException.permanent("a prefix length that does not exist");
        }
        return bits;
    }

    private static Network network(String name, String argument) throws PolicyException {
        boolean isIpv4 = name.equals("ip4");
        int slash = argument.indexOf('/');
        int most = isIpv4 ? 32 : 128;
        int bits = slash < 0 ? most : bits(argument.substring(slash + 1), most);
        String address = slash < 0 ? argument : argument.substring(0, slash);
        return new Network(isIpv4 ? ipv4(address) : ipv6(address), bits);
    }

    private static byte[] ipv4(String text) throws PolicyException {
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[4];
        if (parts.length != 4) {
            throw PolicyException.permanent("not an IPv4 address");
        }
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) bits(parts[i], 255);
        }
        return address;
    }

    private static byte[] ipv6(String text) throws PolicyException {
        boolean isPossible =
                text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0 && c < 0x80);
        try {
            if (isPossible && text.indexOf(':') >= 0) {
                InetAddress address = Inet6Address.ofLiteral(text);
                return address instanceof Inet4Address ? mapped(address.getAddress()) : address.getAddress();
            }
        } catch (IllegalArgumentException e) {
            throw PolicyException.permanent("not an IPv6 address");
        }
        throw PolicyException.permanent("not an IPv6 address");
    }

    private static byte[] mapped(byte[] ipv4) {
        byte[] address = new byte[16];
        address[10] = (byte) 0xff;
        address[11] = (byte) 0xff;
        System.arraycopy(ipv4, 0, address, 12, 4);
        return address;
    }

    /** Whether both begin with the same bits. */
    static boolean isSame(byte[] one, byte[] other, int bits) {
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0; i < bits; i += 8) {
            int mask = bits - i >= 8 ? 0xff : 0xff << 8 - (bits - i) & 0xff;
            if (((one[i / 8] ^ other[i / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
