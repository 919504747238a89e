package org.mailbay.routing;

import java.util.Locale;
import java.util.Optional;
import org.mailbay.mime.Address;

/** Addresses in the one form that they are compared in. */
final class Names {
    static final String POSTMASTER = "postmaster";
    static final String ABUSE = "abuse";

    private Names() {}

    /** As the directory has it: local parts of our own domains are compared without case. */
    static String key(Address address) {
        return new Address(address.localPart().toLowerCase(Locale.ROOT), address.domain()).toString();
    }

    /** What is compared; empty for what is no address. */
    static Optional<String> key(String address) {
        return Address.parse(address).map(Names::key);
    }

    /**
     * The address without its detail ({@code user+detail}, RFC 5233 §4); empty when it has none.
     *
     * @param separators each char of it is one
     */
    static Optional<Address> base(Address address, String separators) {
        String local = address.localPart();
        for (int i = 1; i < local.length(); i++) {
            if (separators.indexOf(local.charAt(i)) >= 0) {
                return Optional.of(new Address(local.substring(0, i), address.domain()));
            }
        }
        return Optional.empty();
    }

    /** Whether every domain must take mail for it (RFC 5321 §4.5.1, RFC 2142 §5). */
    static boolean isDuty(Address address) {
        return address.localPart().equalsIgnoreCase(POSTMASTER)
                || address.localPart().equalsIgnoreCase(ABUSE);
    }
}
