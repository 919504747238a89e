package org.mailbay.jmap.mail.mailbox;

import java.util.Set;
import org.mailbay.jmap.SetError;
import tools.jackson.databind.JsonNode;

/**
 * The roles that mailboxes have: what the IANA registry "IMAP Mailbox Name Attributes" has of uses, in lower case (RFC 8621 §2).
 *
 * <p>The registry's other attributes say what a mailbox is like ({@code \HasChildren}), which nobody can choose.
 */
final class Roles {
    private static final Set<String> KNOWN = Set.of(
            "all", // RFC 6154 §2
            "archive",
            "drafts",
            "flagged",
            "junk",
            "sent",
            "trash",
            "important", // RFC 8457 §2
            "inbox", // RFC 8621 §10.5
            "memos",
            "scheduled",
            "snoozed");

    private Roles() {}

    /**
     * The role, empty for none.
     *
     * @throws SetError invalidProperties when it is none
     */
    static String of(JsonNode value) throws SetError {
        if (value.isNull()) {
            return "";
        }
        if (!value.isString() || !KNOWN.contains(value.stringValue())) {
            throw SetError.invalidProperties(
                    "role: not one of " + KNOWN.stream().sorted().toList(), "role");
        }
        return value.stringValue();
    }
}
