package org.mailbay.jmap.mail.header;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import tools.jackson.core.JsonGenerator;

/**
 * A property {@code header:Name[:asForm][:all]} (RFC 8621 §4.1.3).
 *
 * @param field the header field's name as asked for
 * @param all whether all fields of that name are wanted rather than the last
 */
public record HeaderProperty(String field, Form form, boolean all) {
    /** What every such property begins with. */
    public static final String PREFIX = "header:";

    private static final int MAX_NAME = 200;

    /** One more than there may be. */
    private static final int MOST_WORDS = 5;

    /** RFC 5322 and RFC 2369 fields, for which only the forms that their grammar has are allowed (RFC 8621 §4.1.2). */
    private static final Set<String> ADDRESSES = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "resent-from",
            "resent-sender",
            "resent-reply-to",
            "resent-to",
            "resent-cc",
            "resent-bcc");

    private static final Set<String> TEXTS = Set.of("subject", "comments", "keywords", "list-id");
    private static final Set<String> IDS = Set.of("message-id", "in-reply-to", "references", "resent-message-id");
    private static final Set<String> DATES = Set.of("date", "resent-date");
    private static final Set<String> URLS =
            Set.of("list-help", "list-unsubscribe", "list-subscribe", "list-post", "list-owner", "list-archive");
    /** What {@link org.mailbay.mime.Message#summary} has. */
    private static final Set<String> SUMMARY = Set.of(
            "date",
            "subject",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "in-reply-to",
            "references",
            "message-id");

    private static final Set<String> RAW_ONLY = Set.of("return-path", "received");

    /** RFC 8621 §4.1.2.3: convenience properties and the header property that each stands for. */
    private static final Map<String, HeaderProperty> CONVENIENT = Map.ofEntries(
            named("messageId", "Message-ID", Form.MESSAGE_IDS),
            named("inReplyTo", "In-Reply-To", Form.MESSAGE_IDS),
            named("references", "References", Form.MESSAGE_IDS),
            named("sender", "Sender", Form.ADDRESSES),
            named("from", "From", Form.ADDRESSES),
            named("to", "To", Form.ADDRESSES),
            named("cc", "Cc", Form.ADDRESSES),
            named("bcc", "Bcc", Form.ADDRESSES),
            named("replyTo", "Reply-To", Form.ADDRESSES),
            named("subject", "Subject", Form.TEXT),
            named("sentAt", "Date", Form.DATE));

    private static Map.Entry<String, HeaderProperty> named(String property, String field, Form form) {
        return Map.entry(property, new HeaderProperty(field, form, false));
    }

    /** RFC 8621 §4.1.2. */
    public enum Form {
        RAW,
        TEXT,
        ADDRESSES,
        GROUPED_ADDRESSES,
        MESSAGE_IDS,
        DATE,
        URLS;

        private static Optional<Form> of(String word) {
            return switch (word) {
                case "asRaw" -> Optional.of(RAW);
                case "asText" -> Optional.of(TEXT);
                case "asAddresses" -> Optional.of(ADDRESSES);
                case "asGroupedAddresses" -> Optional.of(GROUPED_ADDRESSES);
                case "asMessageIds" -> Optional.of(MESSAGE_IDS);
                case "asDate" -> Optional.of(DATE);
                case "asURLs" -> Optional.of(URLS);
                default -> Optional.empty();
            };
        }
    }

    /** What a property of an email says of its header; empty when it says something else. */
    public static Optional<HeaderProperty> of(String property) {
        HeaderProperty convenient = CONVENIENT.get(property);
        return convenient != null ? Optional.of(convenient) : parse(property);
    }

    /** Whether the last field of each envelope name is enough, which is kept with the email. */
    public boolean isInSummary() {
        return !all && SUMMARY.contains(field.toLowerCase(Locale.ROOT));
    }

    /** Empty when it is no such property, or asks for a form that the field does not have. */
    public static Optional<HeaderProperty> parse(String property) {
        String[] words = property.split(":", MOST_WORDS);
        if (words.length < 2 || words.length > 4 || !words[0].equals("header")) {
            return Optional.empty();
        }
        String field = words[1];
        // RFC 5322 §3.6.8: printable ASCII but the colon
        if (field.isEmpty() || field.length() > MAX_NAME || !field.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Optional.empty();
        }
        boolean all = words.length > 2 && words[words.length - 1].equals("all");
        if (words.length == 4 && !all) {
            return Optional.empty();
        }
        Form form = Form.RAW;
        if (words.length == 4 || words.length == 3 && !all) {
            Optional<Form> named = Form.of(words[2]);
            if (named.isEmpty()) {
                return Optional.empty();
            }
            form = named.get();
        }
        return isAllowed(field.toLowerCase(Locale.ROOT), form)
                ? Optional.of(new HeaderProperty(field, form, all))
                : Optional.empty();
    }

    private static boolean isAllowed(String field, Form form) {
        boolean known = ADDRESSES.contains(field)
                || TEXTS.contains(field)
                || IDS.contains(field)
                || DATES.contains(field)
                || URLS.contains(field)
                || RAW_ONLY.contains(field);
        return switch (form) {
            case RAW -> true;
            case TEXT -> TEXTS.contains(field) || !known;
            case ADDRESSES, GROUPED_ADDRESSES -> ADDRESSES.contains(field) || !known;
            case MESSAGE_IDS -> IDS.contains(field) || !known;
            case DATE -> DATES.contains(field) || !known;
            case URLS -> URLS.contains(field) || !known;
        };
    }

    /** Writes the value that the header has. */
    public void write(Header header, JsonGenerator out) {
        List<HeaderField> fields = header.all(field);
        if (!all) {
            if (fields.isEmpty()) {
                out.writeNull();
            } else {
                HeaderForms.write(fields.getLast(), form, out);
            }
            return;
        }
        out.writeStartArray();
        fields.forEach(one -> HeaderForms.write(one, form, out));
        out.writeEndArray();
    }
}
