package org.mailbay.smtp.out.tls;

import java.util.List;

/**
 * The policy that a connection was made under, as reports have it (RFC 8460 §4.4).
 *
 * @param domain of the recipients
 * @param type {@code tlsa}, {@code sts} or {@code no-policy-found}
 * @param lines of the policy
 * @param mx patterns of its servers
 */
public record Published(String domain, String type, List<String> lines, List<String> mx) {
    public Published {
        lines = List.copyOf(lines);
        mx = List.copyOf(mx);
    }

    /** Of a domain that publishes nothing. */
    public static Published nothing(String domain) {
        return new Published(domain, "no-policy-found", List.of(), List.of());
    }
}
