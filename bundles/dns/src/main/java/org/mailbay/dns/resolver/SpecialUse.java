package org.mailbay.dns.resolver;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Names that no server of the world knows: asked of none, but those that the operator named for them.
 *
 * <p>Without this each of them costs a question, leaks what somebody wrote, and is disproved where DNSSEC says that the root has no such name.
 */
final class SpecialUse {
    private static final long TTL = 3_600;
    private static final Reply NOTHING = new Reply(List.of(), true, false, TTL, "RFC 6761");

    /** RFC 6761 §6.2 to §6.5 */
    private static final List<Name> SPECIAL =
            List.of(name("test."), name("localhost."), name("invalid."), name("example."));

    /** RFC 7686 §2: whoever is asked learns too much. */
    private static final Name ONION = name("onion.");

    private final Predicate<Name> isServed;

    /** @param isServed whether the operator said who knows such a name */
    SpecialUse(Predicate<Name> isServed) {
        this.isServed = isServed;
    }

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }

    /** That there is no such name; null for one that is to be asked for. */
    @Nullable
    Reply reply(Name name) {
        boolean isSpecial = name.subdomain(ONION) || SPECIAL.stream().anyMatch(name::subdomain) && !isServed.test(name);
        return isSpecial ? NOTHING : null;
    }
}
