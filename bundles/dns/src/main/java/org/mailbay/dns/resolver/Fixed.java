package org.mailbay.dns.resolver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers that the operator gives: of a name that has a line nobody is asked anything. */
final class Fixed {
    private static final long TTL = 60;
    private static final Pattern LONG_TEXT = Pattern.compile("\"[^\"\\\\]{256,}\"");

    /** The records of a name. */
    private record Entry(List<Record> records, boolean authentic) {}

    private final Map<Name, Entry> entries = new HashMap<>();

    /**
     * Reads lines such as {@code one.test. 300 MX 10 mx.one.test.}; a name {@code *.one.test} is every name below that has no line.
     *
     * @param authentic lines of names whose answers count as proved
     */
    Fixed(List<String> lines, List<String> authentic) {
        lines.forEach(l -> add(l, false));
        authentic.forEach(l -> add(l, true));
    }

    private void add(String line, boolean authentic) {
        String[] words = line.strip().split("\\s+", 3);
        try {
            Name name = Names.parse(words[0]).orElseThrow(() -> new IllegalArgumentException("it begins with no name"));
            long ttl = TTL;
            if (words.length == 3 && words[1].matches("[0-9]{1,9}")) {
                ttl = Long.parseLong(words[1]);
                words = (words[0] + " " + words[2]).split("\\s+", 3);
            }
            if (words.length == 3 && words[1].equalsIgnoreCase("IN")) {
                words = (words[0] + " " + words[2]).split("\\s+", 3);
            }
            int type = words.length == 3 ? Type.value(words[1]) : -1;
            if (type < 0) {
                throw new IllegalArgumentException("write: name type data");
            }
            Record record = Record.fromString(name, type, DClass.IN, ttl, parted(words[2]), Name.root);
            Entry entry = entries.computeIfAbsent(name, n -> new Entry(new ArrayList<>(), authentic));
            if (entry.authentic() != authentic) {
                throw new IllegalArgumentException("the name has other lines among fixed and fixedAuthentic");
            }
            entry.records().add(record);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("[dns] fixed line \"" + line + "\": " + e.getMessage(), e);
        }
    }

    /** A long text, such as a DKIM key, is written as one; in DNS it is several of at most 255 bytes (RFC 1035 §3.3.14). */
    private static String parted(String data) {
        return LONG_TEXT
                .matcher(data)
                .replaceAll(text -> Matcher.quoteReplacement(text.group()
                        .replaceAll("\"", "")
                        .replaceAll("(.{1,250})", "\"$1\" ")
                        .strip()));
    }

    /** What there is of a name; null when others are to be asked. */
    @Nullable
    Reply reply(Name name) {
        Entry entry = entries.get(name);
        for (int labels = 1; entry == null && labels < name.labels(); labels++) {
            entry = entries.get(name.wild(labels));
        }
        if (entry == null) {
            return null;
        }
        List<Record> records = entry.records().stream()
                .map(r -> r.getName().equals(name) ? r : Reply.at(r, name))
                .toList();
        return new Reply(records, false, entry.authentic(), TTL, "fixed");
    }
}
