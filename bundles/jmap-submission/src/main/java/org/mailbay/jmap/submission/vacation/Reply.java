package org.mailbay.jmap.submission.vacation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.submission.post.Composition;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.HtmlText;
import tools.jackson.databind.node.ObjectNode;

/** Writes an automatic reply (RFC 3834 §3, RFC 5230 §5). */
final class Reply {
    private static final int MOST_REFERENCES = 20;
    private static final int LONGEST_TEXT = 250_000;

    private Reply() {}

    /**
     * A reply.
     *
     * @param vacation what the user has set
     * @param original the header of the message replied to
     */
    static byte[] to(
            String sender,
            String name,
            String address,
            ObjectNode vacation,
            Header original,
            Instant now,
            String host) {
        String given = text(vacation, "subject");
        String subject = original.last("Subject").map(HeaderField::text).orElse("");
        Composition message = new Composition()
                .mailbox("From", name, address)
                .field("To", "<" + sender + ">")
                .text("Subject", given != null ? given : "Auto: " + subject) // RFC 3834 §3.1.5
                .field("Date", Composition.date(now))
                .field("Message-ID", Composition.messageId(host))
                .field("Auto-Submitted", "auto-replied (vacation)"); // RFC 3834 §3.1.7, RFC 5230 §4.7
        List<String> ids = ids(original, "Message-ID");
        message.ids("In-Reply-To", ids);
        List<String> references = new ArrayList<>(ids(original, "References"));
        if (references.isEmpty()) {
            references.addAll(ids(original, "In-Reply-To"));
        }
        references.addAll(ids);
        message.ids(
                "References", references.subList(Math.max(0, references.size() - MOST_REFERENCES), references.size()));
        String text = text(vacation, "textBody");
        String html = text(vacation, "htmlBody");
        String plain = Composition.textPart("text/plain; charset=utf-8", text != null ? text : words(html));
        return message.with(
                html == null
                        ? plain
                        : Composition.multipart(
                                "multipart/alternative",
                                List.of(plain, Composition.textPart("text/html; charset=utf-8", html))));
    }

    /** RFC 8621 §8: made of the HTML, or of nothing. */
    private static String words(@Nullable String html) {
        return html == null
                ? "I am away, and will read your message later."
                : HtmlText.of(html, LONGEST_TEXT)
                        .replaceAll("[ \\t]+", " ")
                        .replaceAll(" ?\\n ?(\\s)*", "\n")
                        .strip();
    }

    private static @Nullable String text(ObjectNode vacation, String property) {
        return vacation.path(property).isString() ? vacation.path(property).stringValue() : null;
    }

    private static List<String> ids(Header header, String name) {
        return header.last(name).flatMap(HeaderField::messageIds).orElse(List.of()).stream()
                .filter(id -> id.length() < 900)
                .map(id -> "<" + id + ">")
                .toList();
    }
}
