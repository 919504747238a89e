package org.mailbay.mailauth;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mime.Content;

/** A domain name system of what tests say; counts what it was asked. */
public final class Zone implements Resolver {
    private final Map<String, List<Map.Entry<RecordType, DnsRecord>>> records = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final List<String> asked = new ArrayList<>();

    private List<Map.Entry<RecordType, DnsRecord>> at(String name) {
        return records.computeIfAbsent(key(name), k -> new ArrayList<>());
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    public Zone empty(String name) {
        at(name);
        return this;
    }

    public Zone alias(String name, String target) {
        at(name);
        aliases.put(key(name), key(target));
        return this;
    }

    public Zone txt(String name, String text) {
        at(name).add(Map.entry(RecordType.TXT, new DnsRecord.Text(text)));
        return this;
    }

    public Zone mx(String name, int preference, String exchange) {
        at(name).add(Map.entry(RecordType.MX, new DnsRecord.Mx(preference, key(exchange))));
        return this;
    }

    public Zone ptr(String name, String target) {
        at(name).add(Map.entry(RecordType.PTR, new DnsRecord.Name(key(target))));
        return this;
    }

    public Zone address(String name, String literal) {
        InetAddress address = InetAddress.ofLiteral(literal);
        RecordType type = literal.indexOf(':') < 0 ? RecordType.A : RecordType.AAAA;
        at(name).add(Map.entry(type, new DnsRecord.Address(address)));
        return this;
    }

    /** What is not there does not answer. */
    public Zone silent(String name) {
        silent.add(key(name));
        return this;
    }

    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer ask(String name, RecordType type) {
        asked.add(name + " " + type);
        String real = key(name);
        for (int i = 0; i < 8 && aliases.containsKey(real); i++) {
            real = aliases.get(real);
        }
        List<Map.Entry<RecordType, DnsRecord>> all = records.get(real);
        List<DnsRecord> found = all == null
                ? List.of()
                : all.stream()
                        .filter(e -> e.getKey() == type)
                        .map(Map.Entry::getValue)
                        .toList();
        Answer.Status status = !found.isEmpty()
                ? Answer.Status.FOUND
                : silent.contains(real)
                        ? Answer.Status.FAILED
                        : all == null ? Answer.Status.NO_NAME : Answer.Status.NO_DATA;
        return new Answer(key(name), type, status, false, found, Duration.ofMinutes(5), "");
    }

    /** Text as a message: each line ends with CRLF. */
    public static Content message(String text) {
        return content(text.replace("\r\n", "\n").replace("\n", "\r\n"));
    }

    /** Text as it is, one char an octet. */
    public static Content content(String octets) {
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public java.io.InputStream open() {
                return new java.io.ByteArrayInputStream(bytes);
            }
        };
    }
}
