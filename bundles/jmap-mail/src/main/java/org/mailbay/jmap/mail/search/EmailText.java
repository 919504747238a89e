package org.mailbay.jmap.mail.search;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.AddressGroup;
import org.mailbay.mime.BodyParts;
import org.mailbay.mime.BodyText;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.HtmlText;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.Blobs;
import org.mailbay.store.spi.Document;

/** Makes the documents of emails: envelope, body, header fields, attachments. */
public final class EmailText {
    private static final int MOST_HEADER_CHARACTERS = 16_000;
    private static final int MOST_FIELD_CHARACTERS = 64_000;

    private final Bounds bounds;
    private final Attachments attachments;

    /** @param attachments reads what {@link #whole} adds to {@link #brief} */
    public EmailText(Bounds bounds, Attachments attachments) {
        this.bounds = bounds;
        this.attachments = attachments;
    }

    /** The whole document of an email that was just read from the account. */
    public Document whole(Blobs blobs, StoredEmail email) throws IOException {
        Map<String, String> texts = envelope(email.message());
        Content content = Content.of(blobs, email);
        texts.put(EmailFields.BODY, body(content, email.message()));
        header(content, texts);
        texts.put(EmailFields.ATTACHMENT, attachments(content));
        return document(texts);
    }

    /** Envelope and body: what snippets are made of. */
    public Document brief(Blobs blobs, StoredEmail email) {
        Map<String, String> texts = envelope(email.message());
        try {
            texts.put(EmailFields.BODY, body(new Content(blobs, email, false, null), email.message()));
        } catch (IOException e) {
            texts.put(EmailFields.BODY, email.preview());
        }
        return document(texts);
    }

    private static Document document(Map<String, String> texts) {
        texts.values().removeIf(String::isBlank);
        return new Document(texts);
    }

    private static Map<String, String> envelope(Message message) {
        Map<String, String> texts = new HashMap<>();
        for (String field : List.of(EmailFields.FROM, EmailFields.TO, EmailFields.CC, EmailFields.BCC)) {
            texts.put(field, cut(addresses(message.summary(), field), MOST_FIELD_CHARACTERS));
        }
        texts.put(EmailFields.SUBJECT, cut(message.subject().orElse(""), MOST_FIELD_CHARACTERS));
        return texts;
    }

    private static String addresses(Header header, String field) {
        StringBuilder text = new StringBuilder();
        for (AddressGroup group :
                header.last(field).map(HeaderField::groupedAddresses).orElse(List.of())) {
            if (group.name() != null) {
                text.append(group.name()).append('\n');
            }
            for (EmailAddress address : group.addresses()) {
                if (address.name() != null) {
                    text.append(address.name()).append(' ');
                }
                text.append(address.email()).append('\n');
            }
        }
        return text.toString();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        if (most == 0) {
            return "";
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** The plain text, and the HTML's where it says something else. */
    private String body(Content content, Message message) throws IOException {
        BodyParts parts = BodyParts.of(message);
        StringBuilder plain = new StringBuilder();
        StringBuilder html = new StringBuilder();
        Set<Part> bodies = new LinkedHashSet<>(parts.textBody());
        bodies.addAll(parts.htmlBody());
        for (Part part : bodies) {
            boolean isHtml = part.contentType().is("text", "html");
            StringBuilder text = isHtml ? html : plain;
            int room = bounds.bodyCharacters() / 2 - text.length();
            if (part.contentType().isText() && room > 0) {
                text.append(cut(text(content, part, isHtml, room), room)).append('\n');
            }
        }
        return saysMore(html, plain) ? plain.append(html).toString() : plain.toString();
    }

    private static String text(Content content, Part part, boolean isHtml, int room) throws IOException {
        try (BlobInput input = content.open(part.bodyStart(), part.size())) {
            BodyText text = BodyText.read(part, input.content(), isHtml ? 8 * room : 3 * room);
            return isHtml ? HtmlText.of(text.value(), room) : text.value();
        }
    }

    private static boolean saysMore(CharSequence html, CharSequence plain) {
        return !html.isEmpty() && !words(plain).containsAll(words(html));
    }

    private static Set<String> words(CharSequence text) {
        Set<String> words = new HashSet<>();
        StringTokenizer tokens =
                new StringTokenizer(text.toString().toLowerCase(Locale.ROOT), " \t\r\n\u00a0.,;:!?()[]<>\"'*_-–/=|>");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    /** The names of all fields, and the values of those that people write or know. */
    private static void header(Content content, Map<String, String> texts) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        Set<String> envelope = new HashSet<>();
        StringBuilder values = new StringBuilder();
        for (HeaderField field : read(content).fields()) {
            names.add(EmailFields.word(field.name()));
            String lower = field.name().toLowerCase(Locale.ROOT);
            int room = MOST_HEADER_CHARACTERS - values.length();
            if (EmailFields.ENVELOPE.contains(lower)) {
                if (!envelope.add(lower) || field.raw().length() > MOST_FIELD_CHARACTERS) {
                    names.add(EmailFields.TWICE);
                }
            } else if (!EmailFields.isTechnical(lower)) {
                String value = field.text();
                if (value.length() > room) {
                    names.add(EmailFields.CUT);
                }
                values.append(cut(value, Math.max(0, room))).append('\n');
            }
        }
        texts.put(EmailFields.HEADER, values.toString());
        texts.put(EmailFields.HEADER_NAME, String.join(" ", names));
    }

    /** All fields of the message's header. */
    static Header read(Blobs blobs, StoredEmail email) throws IOException {
        return read(new Content(blobs, email, false, null));
    }

    private static Header read(Content content) throws IOException {
        Part root = content.email.message().root();
        long length = Math.min(root.bodyStart() - root.headerStart(), Limits.DEFAULT.headerBytes());
        try (BlobInput input = content.open(root.headerStart(), length)) {
            return Header.parse(input.content().readAllBytes(), root.headerStart(), Limits.DEFAULT);
        }
    }

    private String attachments(Content content) throws IOException {
        Attachments.Budget budget = attachments.budget(bounds);
        attachments(content, content.email.message(), budget);
        return budget.text();
    }

    /** Attached messages count as what they say, however deep they lie: the parser bounds the depth. */
    private void attachments(Content content, Message message, Attachments.Budget budget) throws IOException {
        for (Part part : BodyParts.of(message).attachments()) {
            budget.append(part.name().orElse(""));
            Message inner = part.message();
            if (inner == null) {
                try (BlobInput input = content.open(part.bodyStart(), part.size())) {
                    budget.read(part, input.content());
                }
            } else {
                envelope(inner).values().forEach(budget::append);
                budget.append(body(content, inner));
                attachments(content, inner, budget);
            }
        }
    }

    /**
     * What an email refers to.
     *
     * @param isRead whether the email was read from the account just now, so that nobody need ask whether it refers to the blob
     * @param all of it, when that is little and most of it is wanted
     */
    private record Content(Blobs blobs, StoredEmail email, boolean isRead, byte @Nullable [] all) {
        private static final int LITTLE = 128 * 1024;

        static Content of(Blobs blobs, StoredEmail email) throws IOException {
            Content content = new Content(blobs, email, true, null);
            if (email.blob().size() > LITTLE) {
                return content;
            }
            try (BlobInput input = content.open(0, email.blob().size())) {
                return new Content(blobs, email, true, input.content().readAllBytes());
            }
        }

        BlobInput open(long from, long length) throws IOException {
            byte[] here = all;
            if (here != null) {
                int start = (int) Math.min(from, here.length);
                int count = (int) Math.min(length, here.length - start);
                return new BlobInput(new ByteArrayInputStream(here, start, count), count);
            }
            return (isRead ? blobs.openReferred(email.blob(), from, length) : blobs.open(email.blob(), from, length))
                    .orElseThrow(() -> new IOException("the blob of an email is missing"));
        }
    }
}
