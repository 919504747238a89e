package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyParts;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Writes emails (RFC 8621 §4.2): from memory what lists need, from the stored structure the rest, from the blob only what is in neither. */
final class EmailGet {
    static final Set<String> ARGUMENTS = Set.of(
            "bodyProperties", "fetchTextBodyValues", "fetchHTMLBodyValues", "fetchAllBodyValues", "maxBodyValueBytes");

    /** Properties that are answered from the snapshot. */
    private static final Set<String> IN_MEMORY =
            Set.of("id", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "hasAttachment");

    /** RFC 8621 §4.1.2.3: convenience properties and the header property that each stands for. */
    private static final Map<String, HeaderProperty> CONVENIENT = Map.ofEntries(
            header("messageId", "header:Message-ID:asMessageIds"),
            header("inReplyTo", "header:In-Reply-To:asMessageIds"),
            header("references", "header:References:asMessageIds"),
            header("sender", "header:Sender:asAddresses"),
            header("from", "header:From:asAddresses"),
            header("to", "header:To:asAddresses"),
            header("cc", "header:Cc:asAddresses"),
            header("bcc", "header:Bcc:asAddresses"),
            header("replyTo", "header:Reply-To:asAddresses"),
            header("subject", "header:Subject:asText"),
            header("sentAt", "header:Date:asDate"));

    private static Map.Entry<String, HeaderProperty> header(String property, String name) {
        return Map.entry(property, HeaderProperty.parse(name).orElseThrow());
    }

    private final View view;
    private final KnownEmails known;
    private final Access access;
    private final Objects emails;
    private final Map<String, Optional<HeaderProperty>> properties = new LinkedHashMap<>();
    private final boolean needsBytes;
    private final BodyPartWriter parts;
    private final BodyValues values;

    EmailGet(View view, Set<String> properties, ObjectNode arguments, KnownEmails known) throws MethodError {
        this.view = view;
        this.known = known;
        access = Access.of(view);
        emails = view.snapshot().objects(Mail.EMAIL);
        for (String property : properties) {
            this.properties.put(
                    property,
                    property.startsWith(HeaderProperty.PREFIX) ? HeaderProperty.parse(property) : Optional.empty());
        }
        needsBytes = !IN_MEMORY.containsAll(properties);
        parts = new BodyPartWriter(arguments);
        values = new BodyValues(arguments);
    }

    List<ObjectId> write(List<ObjectId> ids, JsonGenerator out) throws IOException {
        List<@Nullable StoredEmail> stored = needsBytes ? known.of(view.account(), ids) : List.of();
        List<ObjectId> vanished = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            StoredEmail email = needsBytes ? stored.get(i) : null;
            if (needsBytes && email == null) {
                vanished.add(ids.get(i));
            } else {
                write(ids.get(i), email, out);
            }
        }
        return vanished;
    }

    private void write(ObjectId id, @Nullable StoredEmail email, JsonGenerator out) throws IOException {
        int ordinal = emails.ordinal(id);
        out.writeStartObject();
        if (email == null) {
            for (String property : properties.keySet()) {
                out.writeName(property);
                writeFromMemory(property, id, ordinal, out);
            }
        } else {
            try (MessageBytes content = new MessageBytes(view.account().blobs(), email)) {
                for (Map.Entry<String, Optional<HeaderProperty>> property : properties.entrySet()) {
                    out.writeName(property.getKey());
                    if (property.getValue().isPresent()) {
                        property.getValue()
                                .get()
                                .write(content.header(email.message().root()), out);
                    } else if (IN_MEMORY.contains(property.getKey())) {
                        writeFromMemory(property.getKey(), id, ordinal, out);
                    } else {
                        writeStored(property.getKey(), email, content, out);
                    }
                }
            }
        }
        out.writeEndObject();
    }

    private void writeFromMemory(String property, ObjectId id, int ordinal, JsonGenerator out) {
        switch (property) {
            case "id" -> out.writeString(id.toString());
            case "threadId" ->
                out.writeString(Mail.THREAD
                        .id(emails.get(OfEmail.THREAD_NUMBER, ordinal))
                        .toString());
            case "mailboxIds" -> {
                out.writeStartObject();
                for (Member member : access.shown(emails.get(OfEmail.MAILBOXES, ordinal))) {
                    out.writeBooleanProperty(Mail.MAILBOX.id(member.container()).toString(), true);
                }
                out.writeEndObject();
            }
            case "keywords" -> {
                out.writeStartObject();
                emails.get(OfEmail.KEYWORDS, ordinal).forEach(keyword -> out.writeBooleanProperty(keyword, true));
                out.writeEndObject();
            }
            case "size" -> out.writeNumber(emails.get(OfEmail.SIZE, ordinal));
            case "receivedAt" ->
                out.writeString(HeaderForms.DATE.format(Instant.ofEpochMilli(emails.get(OfEmail.RECEIVED_AT, ordinal))
                        .atOffset(ZoneOffset.UTC)));
            case "hasAttachment" -> out.writeBoolean(emails.get(OfEmail.HAS_ATTACHMENT, ordinal) != 0);
            default -> throw new IllegalArgumentException(property);
        }
    }

    private void writeStored(String property, StoredEmail email, MessageBytes content, JsonGenerator out)
            throws IOException {
        HeaderProperty convenient = CONVENIENT.get(property);
        if (convenient != null) {
            convenient.write(email.message().summary(), out);
            return;
        }
        switch (property) {
            case "blobId" -> out.writeString(BlobId.of(email.blob()).toString());
            case "preview" -> out.writeString(email.preview());
            case "headers" -> writeHeaders(content.header(email.message().root()), out);
            case "bodyStructure" -> parts.write(email.message().root(), true, content, out);
            case "textBody" -> parts.writeAll(BodyParts.of(email.message()).textBody(), content, out);
            case "htmlBody" -> parts.writeAll(BodyParts.of(email.message()).htmlBody(), content, out);
            case "attachments" -> parts.writeAll(BodyParts.of(email.message()).attachments(), content, out);
            case "bodyValues" -> values.write(email, content, out);
            default -> throw new IllegalArgumentException(property);
        }
    }

    /** RFC 8621 §4.1.3: name and raw value of each field, in order. */
    static void writeHeaders(Header header, JsonGenerator out) {
        out.writeStartArray();
        for (HeaderField field : header.fields()) {
            out.writeStartObject();
            out.writeStringProperty("name", field.name());
            out.writeStringProperty("value", field.raw());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
