package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.mail.header.HeaderProperty;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyParts;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a message says: from its stored structure what it can, from its bytes only what is not in that (RFC 8621 §4.1). */
final class EmailWriter {
    static final Set<String> ARGUMENTS = Set.of(
            "bodyProperties", "fetchTextBodyValues", "fetchHTMLBodyValues", "fetchAllBodyValues", "maxBodyValueBytes");

    /** Properties that are not in the message, or are in the account's memory (RFC 8621 §4.1.1). */
    static final Set<String> META =
            Set.of("id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "hasAttachment");

    /** Writes one of {@link #META}, or a property that another bundle adds. */
    @FunctionalInterface
    interface Meta {
        void write(String property, JsonGenerator out) throws IOException;
    }

    private final Map<String, Optional<HeaderProperty>> properties = new LinkedHashMap<>();
    private final BodyPartWriter parts;
    private final BodyValues values;

    /** @param properties known ones */
    EmailWriter(Set<String> properties, ObjectNode arguments) throws MethodError {
        for (String property : properties) {
            this.properties.put(property, HeaderProperty.of(property));
        }
        parts = new BodyPartWriter(arguments);
        values = new BodyValues(arguments);
    }

    void write(StoredEmail email, MessageBytes content, BodyValues.Texts texts, Meta meta, JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Optional<HeaderProperty>> entry : properties.entrySet()) {
            String property = entry.getKey();
            out.writeName(property);
            if (META.contains(property)) {
                meta.write(property, out);
            } else if (entry.getValue().isPresent()) {
                HeaderProperty header = entry.getValue().get();
                header.write(
                        header.isInSummary()
                                ? email.message().summary()
                                : content.header(email.message().root()),
                        out);
            } else {
                write(property, email, content, texts, meta, out);
            }
        }
        out.writeEndObject();
    }

    private void write(
            String property,
            StoredEmail email,
            MessageBytes content,
            BodyValues.Texts texts,
            Meta meta,
            JsonGenerator out)
            throws IOException {
        switch (property) {
            case "preview" -> out.writeString(email.preview());
            case "headers" -> writeHeaders(content.header(email.message().root()), out);
            case "bodyStructure" -> parts.write(email.message().root(), true, content, out);
            case "textBody" -> parts.writeAll(BodyParts.of(email.message()).textBody(), content, out);
            case "htmlBody" -> parts.writeAll(BodyParts.of(email.message()).htmlBody(), content, out);
            case "attachments" -> parts.writeAll(BodyParts.of(email.message()).attachments(), content, out);
            case "bodyValues" -> values.write(email, texts, out);
            default -> meta.write(property, out);
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
