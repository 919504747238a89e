package org.mailbay.smtp.out.mx;

import java.util.List;

/** The way to a domain. */
public sealed interface Route {
    /**
     * Servers, by preference.
     *
     * @param groups one for each preference, best first; those of a group in an order by chance
     * @param isAuthentic whether DNSSEC proves that these are the domain's servers
     * @param isImplicit whether there is no MX record, so that the domain itself is the server (RFC 5321 §5.1)
     */
    record Servers(List<List<String>> groups, boolean isAuthentic, boolean isImplicit) implements Route {
        public Servers {
            groups = groups.stream().map(List::copyOf).toList();
        }

        /** All names, in their order. */
        public List<String> names() {
            return groups.stream().flatMap(List::stream).toList();
        }
    }

    /**
     * There is none, and will be none.
     *
     * @param reply code, enhanced code, text
     */
    record None(String reply) implements Route {}

    /** It is not known now. */
    record Unknown(String reply) implements Route {}
}
