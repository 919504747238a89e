package org.mailbay.smtp.out;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.mx.Host;
import org.mailbay.smtp.out.mx.Route;
import org.mailbay.smtp.out.sts.StsPolicies;
import org.mailbay.smtp.out.sts.StsPolicies.Finding;
import org.mailbay.smtp.out.sts.StsPolicy;
import org.mailbay.smtp.out.tls.DaneLookup;
import org.mailbay.smtp.out.tls.DaneLookup.Found;
import org.mailbay.smtp.out.tls.Fault;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tls.Rule;
import org.mailbay.smtp.out.tls.TlsException;

/** Which rule for TLS a server of a domain is under: DANE, then MTA-STS (RFC 8461 §2), then as good as it gets. */
final class Rules {
    private final @Nullable DaneLookup dane;
    private final @Nullable StsPolicies sts;
    private final int port;

    /**
     * With what is heeded.
     *
     * @param dane null: not
     * @param sts null: not
     * @param port of the servers
     */
    Rules(@Nullable DaneLookup dane, @Nullable StsPolicies sts, int port) {
        this.dane = dane;
        this.sts = sts;
        this.port = port;
    }

    /** What a message itself wants. */
    enum Wish {
        /** Nothing. */
        NONE,
        /** RFC 8689 §2. */
        REQUIRED,
        /** RFC 8689 §4: delivery rather than secrecy. */
        OPTIONAL
    }

    /** What holds. */
    sealed interface Ruling {
        /**
         * The server may be used under a rule.
         *
         * @param fault what is wrong with the policy all the same; null for nothing
         */
        record Use(Rule rule, Published published, @Nullable TlsException fault) implements Ruling {}

        /** It may not be used now. */
        record Avoid(TlsException fault, Published published) implements Ruling {}

        /** It cannot be told here, which is no fault of the domain. */
        record Untold(String why) implements Ruling {}
    }

    /** The rule for one server of a domain. */
    Ruling of(String domain, Route.Servers servers, Host host, Wish wish) {
        if (wish == Wish.OPTIONAL) {
            return new Ruling.Use(new Rule.Opportunistic(), Published.nothing(domain), null);
        }
        if (dane != null && servers.isAuthentic()) { // RFC 7672 §2.2.1
            switch (dane.find(host.name(), host.isAuthentic(), port, domain)) {
                case Found.Rules rules -> {
                    Published tlsa = new Published(domain, "tlsa", rules.lines(), List.of(host.name()));
                    return new Ruling.Use(rules.rule(), tlsa, null);
                }
                case Found.Unknown unknown -> {
                    return new Ruling.Avoid(
                            new TlsException(unknown.fault(), unknown.why()),
                            new Published(domain, "tlsa", List.of(), List.of(host.name())));
                }
                case Found.Nothing nothing -> {}
            }
        }
        Finding finding = sts == null ? Finding.NOTHING : sts.find(domain);
        if (!finding.trouble().isEmpty()) {
            return new Ruling.Untold(finding.trouble());
        }
        if (finding.policy().isPresent()) {
            return under(finding.policy().get(), domain, host, wish);
        }
        Published published = finding.fault() == null
                ? Published.nothing(domain)
                : new Published(domain, "sts", List.of(), List.of());
        if (wish == Wish.REQUIRED) {
            return servers.isAuthentic() // RFC 8689 §4.2.1
                    ? new Ruling.Use(new Rule.Pkix(host.name(), "requiretls"), published, null)
                    : new Ruling.Avoid(
                            new TlsException(
                                    Fault.VALIDATION_FAILURE,
                                    "Nothing proves that " + host.name() + " is a server of " + domain),
                            published);
        }
        return new Ruling.Use(new Rule.Opportunistic(), published, finding.fault());
    }

    private static Ruling under(StsPolicy policy, String domain, Host host, Wish wish) {
        Published published = new Published(domain, "sts", policy.lines(), policy.mx());
        Rule.Pkix pkix = new Rule.Pkix(host.name(), "mta-sts");
        boolean isEnforced = policy.mode() == StsPolicy.Mode.ENFORCE || wish == Wish.REQUIRED;
        if (policy.isServer(host.name())) {
            return new Ruling.Use(isEnforced ? pkix : new Rule.Opportunistic(pkix), published, null);
        }
        TlsException stranger = new TlsException(
                Fault.VALIDATION_FAILURE, host.name() + " is no server of " + domain + " by its MTA-STS policy");
        return isEnforced
                ? new Ruling.Avoid(stranger, published)
                : new Ruling.Use(new Rule.Opportunistic(), published, stranger);
    }
}
