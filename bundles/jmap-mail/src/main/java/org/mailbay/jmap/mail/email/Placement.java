package org.mailbay.jmap.mail.email;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Dates;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says of a new email beside its content: where it goes, how it is marked, when it arrived (RFC 8621 §4.6 to §4.8).
 *
 * @param mailboxIds as the client wrote them, at least one
 * @param keywords in lower case; null when nothing was said
 * @param receivedAt null when nothing was said
 */
record Placement(
        Set<String> mailboxIds,
        @Nullable Set<String> keywords,
        @Nullable Instant receivedAt) {
    /** Years that a stored time and its text can have. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    static Placement of(ObjectNode object, EmailLimits limits) throws SetError {
        JsonNode keywords = object.get("keywords");
        return new Placement(
                mailboxIds(object.get("mailboxIds"), 0, limits),
                keywords == null ? null : keywords(keywords, Set.of(), limits),
                receivedAt(object.get("receivedAt")));
    }

    /** The keywords that a map to true has, more than may be only where there were as many {@code before}. */
    static Set<String> keywords(JsonNode map, Set<String> before, EmailLimits limits) throws SetError {
        Set<String> keywords = new LinkedHashSet<>();
        for (String keyword : members(map, "keywords")) {
            // RFC 8621 §4.1.1: as IMAP's flag-keyword, but lower case
            if (!EmailLimits.isKeyword(keyword)) {
                throw SetError.invalidProperties("no keyword: " + keyword, "keywords");
            }
            keywords.add(keyword.toLowerCase(Locale.ROOT));
        }
        if (!limits.allow(keywords, before)) {
            throw SetError.of(
                    "tooManyKeywords", // RFC 8621 §4.6
                    "at most " + limits.keywords() + ", of " + EmailLimits.KEYWORDS_SIZE + " octets");
        }
        return keywords;
    }

    /** The mailboxes that a map to true has, by the names the client gave them; more than may be only if there were as many before. */
    static Set<String> mailboxIds(@Nullable JsonNode map, int before, EmailLimits limits) throws SetError {
        Set<String> names = map == null ? Set.of() : members(map, "mailboxIds");
        if (names.isEmpty()) {
            throw SetError.invalidProperties("an email is in at least one mailbox", "mailboxIds"); // RFC 8621 §4.1.1
        }
        if (names.size() > Math.max(limits.mailboxes(), before)) {
            throw tooManyMailboxes(limits);
        }
        return names;
    }

    static SetError tooManyMailboxes(EmailLimits limits) {
        return SetError.of("tooManyMailboxes", "at most " + limits.mailboxes()); // RFC 8621 §4.6
    }

    /** RFC 8621 §4.1.1: the values are always true. */
    private static Set<String> members(JsonNode value, String property) throws SetError {
        if (value.isNull()) {
            return Set.of();
        }
        if (!(value instanceof ObjectNode map)) {
            throw SetError.invalidProperties("not an object", property);
        }
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!entry.getValue().isBoolean() || !entry.getValue().booleanValue()) {
                throw SetError.invalidProperties("values must be true", property);
            }
            names.add(entry.getKey());
        }
        return names;
    }

    private static @Nullable Instant receivedAt(@Nullable JsonNode value) throws SetError {
        if (value == null || value.isNull()) {
            return null;
        }
        String text = value.isString() ? value.stringValue() : "";
        return Dates.utc(text)
                .filter(time -> !time.isBefore(FIRST) && !time.isAfter(LAST))
                .orElseThrow(() -> SetError.invalidProperties("no UTCDate", "receivedAt"));
    }

    /** The mailboxes it goes to, which exist; looks whether the principal may do that. */
    Set<Long> resolve(Transaction tx, View view, Access access) throws SetError {
        Set<Long> mailboxes = mailboxes(tx, view, access, mailboxIds, Set.of());
        if (keywords != null) {
            for (String keyword : keywords) {
                Right needed = keyword.equals("$seen") ? Right.MAY_SET_SEEN : Right.MAY_SET_KEYWORDS;
                for (long mailbox : mailboxes) {
                    if (!access.isOwn() && !access.rights(mailbox).has(needed)) {
                        throw SetError.of(SetError.FORBIDDEN, needed.property());
                    }
                }
            }
        }
        return mailboxes;
    }

    /**
     * The numbers of mailboxes that exist, as far as the principal sees.
     *
     * @param before where the email is: for these, nobody needs a right to add
     */
    static Set<Long> mailboxes(Transaction tx, View view, Access access, Set<String> names, Set<Long> before)
            throws SetError {
        Set<Long> mailboxes = new LinkedHashSet<>();
        for (String name : names) {
            ObjectId mailbox = Mail.MAILBOX.parse(view.resolve(name)).orElse(null);
            Row row = mailbox == null ? null : tx.row(mailbox);
            if (row == null || !access.rights(row).has(Right.MAY_READ_ITEMS)) {
                throw SetError.invalidProperties("no such mailbox: " + name, "mailboxIds");
            }
            if (!before.contains(mailbox.number()) && !access.rights(row).has(Right.MAY_ADD_ITEMS)) {
                throw SetError.of(SetError.FORBIDDEN, Right.MAY_ADD_ITEMS.property());
            }
            mailboxes.add(mailbox.number());
        }
        return mailboxes;
    }
}
