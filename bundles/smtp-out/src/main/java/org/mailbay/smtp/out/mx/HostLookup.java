package org.mailbay.smtp.out.mx;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** Finds the addresses of a server, and puts them in order: IPv6 and IPv4 in turn (RFC 8305 §4). */
public final class HostLookup {
    private static final int MOST_ADDRESSES = 8;

    private final Resolver dns;
    private final boolean isIpv6;

    /** @param isIpv6 whether IPv6 is used at all */
    public HostLookup(Resolver dns, boolean isIpv6) {
        this.dns = dns;
        this.isIpv6 = isIpv6;
    }

    /** The addresses of a name, or of an address literal. */
    public Host find(String name) {
        if (name.startsWith("[") || isLiteral(name)) {
            return literal(name);
        }
        Answer four = dns.ask(name, RecordType.A);
        Answer six = isIpv6 ? dns.ask(name, RecordType.AAAA) : four;
        List<InetAddress> addresses = inTurn(isIpv6 ? addresses(six) : List.of(), addresses(four));
        boolean isAuthentic = !isDoubtful(four) && !isDoubtful(six) && (four.authentic() || six.authentic());
        if (!addresses.isEmpty()) {
            return new Host(name, addresses, isAuthentic, "", false);
        }
        Answer worst = four.isNothing() ? six : four;
        boolean isPassing = isPassing(worst);
        String why = isPassing
                ? worst.reason()
                : worst.status() == Answer.Status.NO_NAME ? "there is no such name" : "it has no address";
        return new Host(name, List.of(), isAuthentic, name + ": " + why, isPassing);
    }

    /** Whether an answer came that DNSSEC does not prove. No answer is none: who holds one back must not turn DANE off (RFC 7672 §2.1.2). */
    private static boolean isDoubtful(Answer answer) {
        return !answer.authentic() && !isPassing(answer);
    }

    private static boolean isPassing(Answer answer) {
        return answer.status() == Answer.Status.FAILED || answer.status() == Answer.Status.BOGUS;
    }

    private static List<InetAddress> addresses(Answer answer) {
        return answer.records(DnsRecord.Address.class).stream()
                .map(DnsRecord.Address::address)
                .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
                .distinct()
                .toList();
    }

    private static List<InetAddress> inTurn(List<InetAddress> six, List<InetAddress> four) {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < Math.max(six.size(), four.size()) && addresses.size() < MOST_ADDRESSES; i++) {
            if (i < six.size()) {
                addresses.add(six.get(i));
            }
            if (i < four.size()) {
                addresses.add(four.get(i));
            }
        }
        return addresses;
    }

    private static boolean isLiteral(String name) {
        return name.indexOf(':') >= 0
                || !name.isEmpty() && Character.isDigit(name.charAt(name.length() - 1)) && name.indexOf('.') > 0;
    }

    // RFC 5321 §4.1.3
    private Host literal(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        String address = bare.toLowerCase(Locale.ROOT).startsWith("ipv6:") ? bare.substring(5) : bare;
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            if (parsed instanceof Inet6Address && !isIpv6) {
                return new Host(name, List.of(), false, name + ": IPv6 is turned off", false);
            }
            return new Host(name, List.of(parsed), false, "", false);
        } catch (IllegalArgumentException e) {
            return new Host(name, List.of(), false, name + ": not an address", false);
        }
    }
}
