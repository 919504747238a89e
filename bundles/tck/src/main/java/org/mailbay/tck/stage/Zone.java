package org.mailbay.tck.stage;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** A domain name system for tests of stages, made of lines such as {@code example.com TXT v=spf1 -all}. */
public final class Zone implements Resolver {
    private final Map<String, List<DnsRecord>> records = new TreeMap<>();
    private final Set<String> failing = new ConcurrentSkipListSet<>();

    /** These records: of A, AAAA, MX (preference 10), PTR and TXT. */
    public static Zone of(String... lines) {
        Zone zone = new Zone();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            DnsRecord one = switch (words[1]) {
                case "A", "AAAA" -> new DnsRecord.Address(InetAddress.ofLiteral(words[2]));
                case "MX" -> new DnsRecord.Mx(10, words[2]);
                case "PTR" -> new DnsRecord.Name(words[2]);
                case "TXT" -> new DnsRecord.Text(words[2]);
                default -> throw new IllegalArgumentException(line);
            };
            zone.records
                    .computeIfAbsent(words[0] + " " + words[1], ignored -> new ArrayList<>())
                    .add(one);
        }
        return zone;
    }

    /** From now on this name is not answered. */
    public Zone fail(String name) {
        failing.add(name);
        return this;
    }

    @Override
    public Answer ask(String name, RecordType type) {
        String wanted = name.toLowerCase(Locale.ROOT);
        if (failing.contains(wanted)) {
            return answer(wanted, type, Answer.Status.FAILED, List.of());
        }
        List<DnsRecord> found = records.getOrDefault(wanted + " " + type, List.of());
        if (!found.isEmpty()) {
            return answer(wanted, type, Answer.Status.FOUND, found);
        }
        boolean isThere = records.keySet().stream()
                .anyMatch(key -> key.startsWith(wanted + " ") || key.contains("." + wanted + " "));
        return answer(wanted, type, isThere ? Answer.Status.NO_DATA : Answer.Status.NO_NAME, List.of());
    }

    private static Answer answer(String name, RecordType type, Answer.Status status, List<DnsRecord> found) {
        return new Answer(name, type, status, false, found, Duration.ofMinutes(5), "");
    }
}
