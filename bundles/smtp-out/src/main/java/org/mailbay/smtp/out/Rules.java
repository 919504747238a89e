package org.mailbay.smtp.out;

import org.mailbay.smtp.out.dialogue.Letter;
import org.mailbay.smtp.out.mx.Host;
import org.mailbay.smtp.out.mx.Route;
import org.mailbay.smtp.out.tls.DaneLookup;
import org.mailbay.smtp.out.tls.DaneLookup.Found;
import org.mailbay.smtp.out.tls.Rule;

/** Which rule for TLS a server of a domain is under: DANE, then MTA-STS, then as good as it gets. */
final class Rules {
    private final DaneLookup dane;
    private final boolean isDane;
    private final int port;

    /** @param port of the servers */
    Rules(DaneLookup dane, boolean isDane, int port) {
        this.dane = dane;
        this.isDane = isDane;
        this.port = port;
    }

    /** What holds. */
    sealed interface Ruling {
        /** The server may be used under a rule. */
        record Use(Rule rule) implements Ruling {}

        /** It may not be used now. */
        record Avoid(String reply) implements Ruling {}
    }

    /** The rules for the servers of one domain. */
    Ruling of(String domain, Route.Servers servers, Host host, Letter letter) {
        return of(domain, servers, host, letter.isTlsRequired(), letter.isTlsOptional());
    }

    /** As {@link #of(String, Route.Servers, Host, Letter)}, for any message that is so. */
    Ruling of(String domain, Route.Servers servers, Host host, boolean isTlsRequired, boolean isTlsOptional) {
        if (isTlsOptional) {
            return new Ruling.Use(new Rule.Opportunistic()); // RFC 8689 §4.1
        }
        if (isDane && servers.isAuthentic() && host.isAuthentic()) { // RFC 7672 §2.2.1, §2.2.2
            switch (dane.find(host.name(), port, domain)) {
                case Found.Rules rules -> {
                    return new Ruling.Use(rules.rule());
                }
                case Found.Unknown unknown -> {
                    return new Ruling.Avoid("451 4.7.5 " + unknown.why());
                }
                case Found.Nothing nothing -> {}
            }
        }
        if (isTlsRequired) {
            return servers.isAuthentic() // RFC 8689 §4.2.1
                    ? new Ruling.Use(new Rule.Pkix(host.name(), "requiretls"))
                    : new Ruling.Avoid("451 4.7.5 Nothing proves that " + host.name() + " is a server of " + domain);
        }
        return new Ruling.Use(new Rule.Opportunistic());
    }
}
