package org.mailbay.smtp.out;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** A name service of a few records. What it does not know does not exist. */
final class Zone implements Resolver {
    private final Map<String, List<DnsRecord>> records = new HashMap<>();
    private final Map<String, Status> statuses = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> insecure = new HashSet<>();
    boolean isAuthentic;

    private static String key(String name, RecordType type) {
        return type + " " + name;
    }

    Zone mx(String name, int preference, String exchange) {
        return add(name, RecordType.MX, new DnsRecord.Mx(preference, exchange));
    }

    Zone a(String name, String address) {
        InetAddress literal = InetAddress.ofLiteral(address);
        return add(name, address.contains(":") ? RecordType.AAAA : RecordType.A, new DnsRecord.Address(literal));
    }

    Zone cname(String name, String target) {
        return add(name, RecordType.CNAME, new DnsRecord.Name(target));
    }

    Zone txt(String name, String text) {
        return add(name, RecordType.TXT, new DnsRecord.Text(text));
    }

    Zone tlsa(String name, int usage, int selector, int matching, byte[] data) {
        return add(name, RecordType.TLSA, new DnsRecord.Tlsa(usage, selector, matching, data));
    }

    Zone add(String name, RecordType type, DnsRecord record) {
        records.computeIfAbsent(key(name, type), key -> new ArrayList<>()).add(record);
        names.add(name);
        return this;
    }

    Zone clear(String name, RecordType type) {
        records.remove(key(name, type));
        return this;
    }

    Zone status(String name, RecordType type, Status status) {
        statuses.put(key(name, type), status);
        return this;
    }

    Zone insecure(String name, RecordType type) {
        insecure.add(key(name, type));
        return this;
    }

    @Override
    public Answer ask(String name, RecordType type) {
        Status status = statuses.get(key(name, type));
        List<DnsRecord> found = records.getOrDefault(key(name, type), List.of());
        boolean authentic = isAuthentic && !insecure.contains(key(name, type));
        if (status != null) {
            return new Answer(name, type, status, authentic, List.of(), Duration.ofMinutes(1), status.name());
        }
        if (!found.isEmpty()) {
            return new Answer(name, type, Status.FOUND, authentic, found, Duration.ofMinutes(1), "");
        }
        return new Answer(
                name,
                type,
                names.contains(name) ? Status.NO_DATA : Status.NO_NAME,
                authentic,
                List.of(),
                Duration.ofMinutes(1),
                "nothing there");
    }
}
