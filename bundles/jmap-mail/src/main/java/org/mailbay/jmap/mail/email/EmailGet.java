package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.header.HeaderForms;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Writes emails (RFC 8621 §4.2): from memory what lists need, the rest as {@link EmailWriter} does. */
final class EmailGet {
    /** Properties that are answered from the snapshot. */
    private static final Set<String> IN_MEMORY =
            Set.of("id", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "hasAttachment");

    private final View view;
    private final KnownEmails known;
    private final Extensions extensions;
    private final Access access;
    private final Objects emails;
    private final Set<String> properties;
    private final boolean needsBytes;
    private final EmailWriter writer;

    EmailGet(View view, Set<String> properties, ObjectNode arguments, KnownEmails known, Extensions extensions)
            throws MethodError {
        this.view = view;
        this.known = known;
        this.extensions = extensions;
        this.properties = properties;
        access = Access.of(view);
        emails = view.snapshot().objects(Mail.EMAIL);
        needsBytes = !IN_MEMORY.containsAll(properties);
        writer = new EmailWriter(properties, arguments);
    }

    List<ObjectId> write(List<ObjectId> ids, JsonGenerator out) throws IOException {
        List<@Nullable StoredEmail> stored = needsBytes ? known.of(view.account(), ids) : List.of();
        List<ObjectId> vanished = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            ObjectId id = ids.get(i);
            int ordinal = emails.ordinal(id);
            if (!needsBytes) {
                out.writeStartObject();
                for (String property : properties) {
                    out.writeName(property);
                    writeFromMemory(property, id, ordinal, out);
                }
                out.writeEndObject();
                continue;
            }
            StoredEmail email = stored.get(i);
            if (email == null) {
                vanished.add(id);
                continue;
            }
            MessageBytes content = new MessageBytes(
                    view.account().blobs()::open,
                    email.blob(),
                    0,
                    email.message().size());
            writer.write(
                    email,
                    content,
                    (part, most) -> known.text(view.account(), id, content, part, most),
                    (property, to) -> {
                        if (property.equals("blobId")) {
                            to.writeString(BlobId.of(email.blob()).toString());
                        } else if (EmailWriter.META.contains(property)) {
                            writeFromMemory(property, id, ordinal, to);
                        } else {
                            extensions.write(view, id, property, to);
                        }
                    },
                    out);
        }
        return vanished;
    }

    private void writeFromMemory(String property, ObjectId id, int ordinal, JsonGenerator out) {
        switch (property) {
            case "id" -> out.writeString(id.toString());
            case "threadId" ->
                out.writeString(Mail.THREAD.id(access.thread(ordinal)).toString());
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
            case "receivedAt" -> out.writeString(utc(emails.get(OfEmail.RECEIVED_AT, ordinal)));
            case "hasAttachment" -> out.writeBoolean(emails.get(OfEmail.HAS_ATTACHMENT, ordinal) != 0);
            default -> throw new IllegalArgumentException(property);
        }
    }

    /** A UTCDate (RFC 8620 §1.4). */
    static String utc(long millis) {
        return HeaderForms.DATE.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }
}
