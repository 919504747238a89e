package org.mailbay.smtp.out;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mailbay.smtp.out.Rules.Ruling;
import org.mailbay.smtp.out.Rules.Wish;
import org.mailbay.smtp.out.mx.Host;
import org.mailbay.smtp.out.mx.MxLookup;
import org.mailbay.smtp.out.mx.Route;

/** Says how a destination would be gone about, for people. */
final class Explanation {
    private final Tools tools;
    private final MxLookup mx;

    Explanation(Tools tools, MxLookup mx) {
        this.tools = tools;
        this.mx = mx;
    }

    List<String> of(RelayHost.Relay relay) {
        Host host = tools.hosts().find(relay.host());
        return List.of("relay host " + text(host) + " port " + relay.port() + ", TLS: "
                + (relay.isImplicitTls() ? "implicit, " : "") + relay.rule().word()
                + (relay.credentials() == null
                        ? ""
                        : ", logs in as " + relay.credentials().user()));
    }

    List<String> of(String domain) {
        return switch (mx.find(domain)) {
            case Route.None none -> List.of("never: " + none.reply());
            case Route.Unknown unknown -> List.of("not now: " + unknown.reply());
            case Route.Servers servers -> servers(domain, servers);
        };
    }

    private List<String> servers(String domain, Route.Servers servers) {
        List<String> lines = new ArrayList<>();
        lines.add((servers.isImplicit() ? "no MX record: the domain is its own server" : "MX records")
                + (servers.isAuthentic() ? ", proved by DNSSEC" : ", not proved by DNSSEC"));
        int rank = 0;
        for (List<String> group : servers.groups()) {
            rank++;
            for (String name : group) {
                Host host = tools.hosts().find(name);
                lines.add(rank + ". " + text(host) + (isOurs(host) ? ": this server, so the way ends here" : "")
                        + (host.addresses().isEmpty() ? "" : ", TLS: " + rule(domain, servers, host)));
            }
        }
        return lines;
    }

    private boolean isOurs(Host host) {
        return tools.ourselves().isNamed(host.name()) || tools.ourselves().isAt(host, tools.port());
    }

    private String rule(String domain, Route.Servers servers, Host host) {
        return switch (tools.rules().of(domain, servers, host, Wish.NONE)) {
            case Ruling.Use use ->
                use.rule().word()
                        + (use.published().type().equals("sts") ? policy(use) : "")
                        + (use.fault() == null ? "" : " (" + use.fault().getMessage() + ")");
            case Ruling.Avoid avoid -> "not to be used: " + avoid.fault().getMessage();
            case Ruling.Untold untold -> "not to be used now: " + untold.why();
        };
    }

    private static String policy(Ruling.Use use) {
        return use.published().lines().isEmpty()
                ? ""
                : ", MTA-STS " + String.join(", ", use.published().lines());
    }

    private static String text(Host host) {
        return host.addresses().isEmpty()
                ? host.trouble()
                : host.name()
                        + host.addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.joining(", ", " [", "]"));
    }
}
