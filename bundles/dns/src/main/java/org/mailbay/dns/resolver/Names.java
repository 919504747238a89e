package org.mailbay.dns.resolver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.mailbay.mime.Domain;
import org.xbill.DNS.Name;

/** Names as people and answers have them. */
final class Names {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_WIRE = 255;

    private Names() {}

    /** What can be asked for: lower case, A-labels; empty when it cannot be a name. */
    static Optional<Name> parse(String given) {
        if (given.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return ascii(given.toLowerCase(Locale.ROOT));
        }
        // RFC 5891 §5: U-labels become A-labels, or it is no name
        return Domain.parse(given).map(Domain::ascii).flatMap(Names::ascii);
    }

    /** Any octets that print are a name (RFC 2181 §11), but not an address, which would be asked of the root servers. */
    private static Optional<Name> ascii(String given) {
        String name = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        String last = name.substring(name.lastIndexOf('.') + 1);
        boolean address = name.startsWith("[") || last.chars().allMatch(c -> c >= '0' && c <= '9');
        if (address || name.length() > LONGEST_WIRE - 2) { // RFC 1035 §2.3.4
            return Optional.empty();
        }
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL) {
                return Optional.empty();
            }
            wire.write(label.length());
            wire.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        wire.write(0);
        try {
            return Optional.of(new Name(wire.toByteArray()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Lower case without final dot; the root is empty. What does not print is escaped (RFC 1035 §5.1). */
    static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
    }
}
