package org.mailbay.jmap.mail.mailbox;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.mail.MailLimits;
import org.mailbay.mime.NormalForm;
import tools.jackson.databind.JsonNode;

/** What a mailbox may be called (RFC 8621 §2, RFC 5198 §2). */
final class MailboxName {
    private MailboxName() {}

    /**
     * The name as it is kept: normalised, so that no two look the same and are not.
     *
     * @throws SetError invalidProperties when it is none
     */
    static String of(JsonNode value) throws SetError {
        if (!value.isString()) {
            throw refused("not a string");
        }
        String given = value.stringValue();
        if (given.length() > 4 * MailLimits.MAILBOX_NAME_SIZE) {
            throw refused("more than " + MailLimits.MAILBOX_NAME_SIZE + " octets");
        }
        String name = NormalForm.of(given, Normalizer.Form.NFC); // RFC 5198 §3
        if (name.isEmpty()) {
            throw refused("at least one character");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MailLimits.MAILBOX_NAME_SIZE) {
            throw refused("more than " + MailLimits.MAILBOX_NAME_SIZE + " octets");
        }
        if (!name.codePoints().allMatch(MailboxName::isAllowed)) {
            throw refused("a character that names do not have");
        }
        return name;
    }

    private static SetError refused(String why) {
        return SetError.invalidProperties("name: " + why, "name");
    }

    // RFC 8621 §2: servers may reject slashes, with which IMAP separates names, and control characters
    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> c != '/' && c != 0xfeff && (c & 0xfffe) != 0xfffe && (c < 0xfdd0 || c > 0xfdef);
        };
    }
}
