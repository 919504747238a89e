package org.mailbay.jmap.submission.mdn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.submission.post.Composition;
import org.mailbay.jmap.submission.post.StoredMessage;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;

/**
 * Writes a receipt (RFC 8098 §3).
 *
 * @param to whom Disposition-Notification-To names
 * @param address who was the recipient
 */
record MdnMessage(Mdn mdn, StoredMessage original, List<String> to, String name, String address) {
    /** Bytes of an original that is returned whole. */
    static final int LONGEST_ORIGINAL = 10 << 20;

    byte[] bytes(Instant now, String hostname) throws IOException {
        String subject =
                original.header().last("Subject").map(HeaderField::text).orElse("");
        Composition message = new Composition()
                .mailbox("From", name, address)
                .mailboxes("To", to)
                .text("Subject", mdn.subject() == null ? "Read: " + subject : mdn.subject())
                .field("Date", Composition.date(now))
                .field("Message-ID", Composition.messageId(hostname))
                .field("Auto-Submitted", "auto-replied"); // RFC 3834 §3.1.7
        String id = originalMessageId();
        if (id != null) {
            message.ids("In-Reply-To", List.of(id)).ids("References", List.of(id));
        }
        List<String> parts = new ArrayList<>();
        String text = mdn.textBody() == null ? "The message was: " + mdn.disposition() : mdn.textBody();
        parts.add(Composition.textPart("text/plain; charset=utf-8", text));
        parts.add(Composition.part("message/disposition-notification", fields()));
        if (mdn.includesOriginal()) {
            parts.add(Composition.part("message/rfc822", whole()));
        }
        return message.with(
                Composition.multipart("multipart/report; report-type=disposition-notification", parts),
                StandardCharsets.ISO_8859_1);
    }

    /** RFC 8098 §3.1 */
    private String fields() {
        StringBuilder fields = new StringBuilder();
        if (mdn.reportingUa() != null) {
            field(fields, "Reporting-UA", mdn.reportingUa());
        }
        String originalRecipient = originalRecipient();
        if (originalRecipient != null) {
            field(fields, "Original-Recipient", originalRecipient);
        }
        field(fields, "Final-Recipient", "rfc822; " + address);
        String id = originalMessageId();
        if (id != null) {
            field(fields, "Original-Message-ID", id);
        }
        field(fields, "Disposition", mdn.disposition());
        mdn.extensionFields().forEach((name, value) -> field(fields, name, value));
        return fields.toString();
    }

    private static void field(StringBuilder fields, String name, String value) {
        fields.append(name).append(": ").append(Composition.bytesOf(value)).append("\r\n");
    }

    private String whole() throws IOException {
        StringBuilder whole = new StringBuilder();
        original.copy(
                LONGEST_ORIGINAL,
                (bytes, offset, length) ->
                        whole.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)));
        return whole.toString();
    }

    /** RFC 8098 §2.3: as it came in; null when nothing is said. */
    @Nullable
    String originalRecipient() {
        return raw("Original-Recipient").filter(value -> value.contains(";")).orElse(null);
    }

    /** With brackets; null when there is none. */
    @Nullable
    String originalMessageId() {
        return raw("Message-ID").filter(value -> value.length() < 900).orElse(null);
    }

    private Optional<String> raw(String name) {
        Header header = original.header();
        return header.last(name)
                .map(HeaderField::raw)
                .map(value -> value.replaceAll("[\\x00-\\x20\\x7f]+", " ").strip())
                .filter(value -> !value.isEmpty());
    }
}
