package org.mailbay.dns.resolver;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.spi.Wanted;

/** Whether what DNS says does what a wanted record is for. It need not say the same: operators know more than we do. */
final class Published {
    private Published() {}

    /** ok, missing, different, or failed: nobody could be asked. */
    static String state(Wanted wanted, Answer answer) {
        if (answer.status() == Answer.Status.FOUND) {
            List<DnsRecord> related = related(wanted, answer);
            if (related.isEmpty()) {
                return "missing";
            }
            // RFC 7208 §3.2, RFC 9989 §4.10.1: of two such records none counts
            boolean isOne =
                    !(wanted.value().startsWith("v=spf1") || wanted.value().startsWith("v=DMARC1"))
                            || related.size() == 1;
            return isOne && related.stream().anyMatch(record -> does(wanted.value(), text(record)))
                    ? "ok"
                    : "different";
        }
        return answer.isNothing() ? "missing" : "failed";
    }

    /** The records of the answer that are about the same: of several TXT records those of the same kind. */
    static List<DnsRecord> related(Wanted wanted, Answer answer) {
        String kind = kind(wanted.value());
        return answer.records().stream()
                .filter(record -> !(record instanceof DnsRecord.Text)
                        || kind(text(record)).equals(kind))
                .toList();
    }

    /** A record as {@link Wanted#value} has it. */
    static String text(DnsRecord record) {
        return DnsAdmin.text(record);
    }

    /** {@code v=spf1} of an SPF record; empty of what names no kind. */
    private static String kind(String value) {
        String first = value.strip().split("[;\\s]", 2)[0].toLowerCase(Locale.ROOT);
        return first.startsWith("v=") ? first : "";
    }

    private static boolean does(String wanted, String found) {
        return switch (kind(wanted)) {
            // its own terms must be there, others may
            case "v=spf1" -> terms(found, "\\s+").containsAll(mechanisms(wanted));
            // any policy is one
            case "v=dmarc1" -> terms(found, ";").stream().anyMatch(tag -> tag.startsWith("p="));
            case "v=dkim1" -> tag(wanted, "p").equals(tag(found, "p"));
            default -> mx(wanted).equals(mx(found));
        };
    }

    private static Set<String> mechanisms(String spf) {
        return terms(spf, "\\s+").stream()
                .filter(term -> !term.matches("[-~?+]?all"))
                .collect(Collectors.toSet());
    }

    private static Set<String> terms(String text, String separator) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split(separator))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    private static String tag(String text, String name) {
        for (String part : text.split(";")) {
            if (part.strip().startsWith(name + "=")) {
                return part.strip().substring(name.length() + 1).replaceAll("\\s", "");
            }
        }
        return "";
    }

    /** Without an MX record's preference. */
    private static String mx(String value) {
        return value.strip().replaceFirst("^\\d+\\s+", "").toLowerCase(Locale.ROOT);
    }
}
