package org.mailbay.mailauth.spf;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.spf.SpfResult.Identity;

/** Checks hosts: {@code check_host()} of RFC 7208 §4. */
public final class Spf {
    private final Resolver dns;
    private final String receiver;
    private final InstantSource clock;

    /**
     * Asks this resolver.
     *
     * @param receiver our host name, for explanations (macro {@code r})
     */
    public Spf(Resolver dns, String receiver, InstantSource clock) {
        this.dns = dns;
        this.receiver = receiver;
        this.clock = clock;
    }

    /**
     * Checks the sender; without one, the host's name in its place (RFC 7208 §2.4).
     *
     * @param sender reverse-path without angle brackets; empty for the null sender
     */
    public SpfResult check(InetAddress client, String helo, String sender) {
        int at = sender.lastIndexOf('@');
        if (sender.isEmpty()) {
            return checkHelo(client, helo);
        }
        String local = at <= 0 ? "postmaster" : sender.substring(0, at); // RFC 7208 §4.3
        return check(client, helo, local, sender.substring(at + 1), Identity.MAILFROM);
    }

    /** Checks the name that the host gave in EHLO or HELO (RFC 7208 §2.3). */
    public SpfResult checkHelo(InetAddress client, String helo) {
        return check(client, helo, "postmaster", helo, Identity.HELO);
    }

    private SpfResult check(InetAddress client, String helo, String local, String domain, Identity identity) {
        Optional<String> name = DnsName.of(domain).filter(found -> found.indexOf('.') > 0);
        if (name.isEmpty()) {
            // RFC 7208 §4.3: malformed, or not fully qualified
            return new SpfResult(SpfVerdict.NONE, identity, domain, "", "", "no domain name", 0);
        }
        return new SpfQuery(dns, new Sender(client, helo, local, name.get(), receiver, clock.instant()), identity)
                .run();
    }
}
