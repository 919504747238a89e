package org.mailbay.routing;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mailbay.mime.Address;

/** Addresses that bounces of a list come back to: {@code list-bounces+hash@domain}. The hash keeps others from making them. */
final class Bounces {
    private static final String MARK = "-bounces+";
    private static final int MAX_LOCAL = 64; // RFC 5321 §4.5.3.1.1

    private Bounces() {}

    /** The reverse-path of what a list sends. */
    static String address(Rule list, Srs signature) {
        Address name = Address.parse(list.name()).orElseThrow();
        return new Address(name.localPart() + MARK + hash(list, signature), name.domain()).toString();
    }

    /** Whether a list's bounce address can be made of this name. */
    static boolean fits(Address list) {
        return list.localPart().getBytes(StandardCharsets.UTF_8).length + MARK.length() + 6 <= MAX_LOCAL;
    }

    /** The name of the list whose bounce address this seems to be. */
    static Optional<String> listOf(Address address) {
        int mark = address.localPart().lastIndexOf(MARK);
        return mark <= 0
                ? Optional.empty()
                : Optional.of(Names.key(new Address(address.localPart().substring(0, mark), address.domain())));
    }

    static boolean isRight(Address address, Rule list, Srs signature) {
        String local = address.localPart();
        return signature.isRight(local.substring(local.lastIndexOf(MARK) + MARK.length()), hash(list, signature));
    }

    private static String hash(Rule list, Srs signature) {
        return signature.hash("list " + list.name());
    }
}
