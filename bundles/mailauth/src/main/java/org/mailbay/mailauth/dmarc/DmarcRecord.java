package org.mailbay.mailauth.dmarc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailbay.mailauth.TagList;

/**
 * A policy record (RFC 9989 §4.7); what is not valid in it stands for its default.
 *
 * @param policy for the domain itself (tag {@code p})
 * @param subdomains for those that exist; empty when as {@code policy}
 * @param missing for subdomains that do not exist; empty when as {@code subdomains}
 * @param isUsable false when its policy cannot be read and nobody wants reports: then there is none (RFC 9989 §4.10.1)
 * @param isTest tag {@code t}
 * @param suffix tag {@code psd}: {@code y}, {@code n} or {@code u}
 * @param isDkimStrict tag {@code adkim}
 * @param isSpfStrict tag {@code aspf}
 * @param reports URIs of tag {@code rua}
 */
public record DmarcRecord(
        Policy policy,
        Optional<Policy> subdomains,
        Optional<Policy> missing,
        boolean isUsable,
        boolean isTest,
        char suffix,
        boolean isDkimStrict,
        boolean isSpfStrict,
        List<String> reports) {
    private static final int LONGEST = 16 * 1024;

    public DmarcRecord {
        reports = List.copyOf(reports);
    }

    /** Reads a TXT record; empty when it is none of DMARC. */
    public static Optional<DmarcRecord> parse(String text) {
        String[] parts = text.substring(0, Math.min(LONGEST, text.length())).split(";", 100);
        int equals = parts[0].indexOf('=');
        // RFC 9989 §4.7: v comes first and must match precisely
        if (equals < 0
                || !TagList.strip(parts[0].substring(0, equals)).equalsIgnoreCase("v")
                || !TagList.strip(parts[0].substring(equals + 1)).equals("DMARC1")) {
            return Optional.empty();
        }
        Map<String, String> tags = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int at = parts[i].indexOf('=');
            if (at > 0) {
                String name = TagList.strip(parts[i].substring(0, at)).toLowerCase(Locale.ROOT);
                tags.putIfAbsent(name, TagList.strip(parts[i].substring(at + 1)));
            }
        }
        return Optional.of(of(tags));
    }

    private static DmarcRecord of(Map<String, String> tags) {
        List<String> reports = Arrays.stream(tags.getOrDefault("rua", "").split(",", 50))
                .map(TagList::strip)
                .filter(DmarcRecord::isUri)
                .toList();
        boolean isValid = true;
        for (String name : List.of("p", "sp", "np")) {
            isValid &= tags.get(name) == null || Policy.of(tags.get(name)).isPresent();
        }
        // RFC 9989 §4.10.1: with an address for reports, as p=none; §4.7: as well when there is no p at all
        return new DmarcRecord(
                isValid ? policy(tags, "p").orElse(Policy.NONE) : Policy.NONE,
                isValid ? policy(tags, "sp") : Optional.empty(),
                isValid ? policy(tags, "np") : Optional.empty(),
                isValid || !reports.isEmpty(),
                tags.getOrDefault("t", "").equalsIgnoreCase("y"),
                suffix(tags.getOrDefault("psd", "")),
                tags.getOrDefault("adkim", "").equalsIgnoreCase("s"),
                tags.getOrDefault("aspf", "").equalsIgnoreCase("s"),
                reports);
    }

    private static Optional<Policy> policy(Map<String, String> tags, String name) {
        return Policy.of(tags.getOrDefault(name, ""));
    }

    private static char suffix(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "y" -> 'y';
            case "n" -> 'n';
            default -> 'u';
        };
    }

    private static boolean isUri(String text) {
        int colon = text.indexOf(':');
        return colon > 0
                && colon + 1 < text.length()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                && text.substring(0, colon)
                        .chars()
                        .allMatch(c -> Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0);
    }
}
