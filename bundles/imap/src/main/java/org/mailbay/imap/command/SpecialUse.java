package org.mailbay.imap.command;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Roles of mailboxes as attributes (RFC 6154 §2, RFC 8457 §3, RFC 9979 §8). */
final class SpecialUse {
    private static final Map<String, String> ATTRIBUTES = new TreeMap<>(Map.ofEntries(
            Map.entry("all", "\\All"),
            Map.entry("archive", "\\Archive"),
            Map.entry("drafts", "\\Drafts"),
            Map.entry("flagged", "\\Flagged"),
            Map.entry("important", "\\Important"),
            Map.entry("junk", "\\Junk"),
            Map.entry("sent", "\\Sent"),
            Map.entry("trash", "\\Trash"),
            Map.entry("memos", "\\Memos"),
            Map.entry("scheduled", "\\Scheduled"),
            Map.entry("snoozed", "\\Snoozed")));

    private SpecialUse() {}

    /** The attribute of a role; empty where it has none, as the inbox. */
    static Optional<String> attribute(String role) {
        return Optional.ofNullable(ATTRIBUTES.get(role));
    }

    /** The role of an attribute; empty when it is none. */
    static Optional<String> role(String attribute) {
        String role = attribute.startsWith("\\") ? attribute.substring(1).toLowerCase(Locale.ROOT) : "";
        return ATTRIBUTES.containsKey(role) ? Optional.of(role) : Optional.empty();
    }
}
