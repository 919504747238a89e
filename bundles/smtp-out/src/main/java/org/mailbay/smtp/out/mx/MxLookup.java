package org.mailbay.smtp.out.mx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** Finds the servers of a domain. */
public final class MxLookup {
    /** RFC 5321 §5.1 wants at least two tried; a domain with a thousand is not helped by a thousand tries. */
    private static final int MOST_SERVERS = 20;

    private final Resolver dns;
    private final RandomGenerator random;

    public MxLookup(Resolver dns, RandomGenerator random) {
        this.dns = dns;
        this.random = random;
    }

    /** The servers of {@code domain}, given in A-labels or as an address literal. */
    public Route find(String domain) {
        if (domain.startsWith("[")) {
            return new Route.Servers(List.of(List.of(domain)), false, true);
        }
        Answer answer = dns.ask(domain, RecordType.MX);
        return switch (answer.status()) {
            case FOUND -> servers(domain, answer);
            // RFC 5321 §5.1: the domain itself is its server
            case NO_DATA -> new Route.Servers(List.of(List.of(domain)), answer.authentic(), true);
            case NO_NAME -> new Route.None("550 5.1.2 There is no domain " + domain);
            case MALFORMED -> new Route.None("550 5.1.2 " + domain + " cannot be a domain");
            case FAILED -> new Route.Unknown("451 4.4.3 MX of " + domain + ": " + answer.reason());
            case BOGUS ->
                new Route.Unknown("451 4.4.3 MX of " + domain + ": DNSSEC proves the answer false: " + answer.reason());
        };
    }

    private Route servers(String domain, Answer answer) {
        List<DnsRecord.Mx> records = answer.records(DnsRecord.Mx.class);
        Map<Integer, List<String>> groups = new TreeMap<>();
        int count = 0;
        for (DnsRecord.Mx record : records.stream()
                .sorted((a, b) -> Integer.compare(a.preference(), b.preference()))
                .toList()) {
            // RFC 7505 §3: a null MX beside others means nothing
            if (!record.exchange().isEmpty() && count < MOST_SERVERS) {
                List<String> group = groups.computeIfAbsent(record.preference(), preference -> new ArrayList<>());
                if (!group.contains(record.exchange())) {
                    group.add(record.exchange());
                    count++;
                }
            }
        }
        if (groups.isEmpty()) {
            return new Route.None("556 5.1.10 " + domain + " takes no mail (null MX)"); // RFC 7505 §4.1
        }
        groups.values().forEach(group -> Collections.shuffle(group, random)); // RFC 5321 §5.1
        return new Route.Servers(List.copyOf(groups.values()), answer.authentic(), false);
    }
}
