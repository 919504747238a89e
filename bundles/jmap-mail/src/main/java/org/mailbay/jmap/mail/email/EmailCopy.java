package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import tools.jackson.databind.node.ObjectNode;

/** Email/copy (RFC 8621 §4.7): the same message in another account. */
final class EmailCopy {
    private static final Set<String> PROPERTIES = Set.of("mailboxIds", "keywords", "receivedAt");

    private final MailIndex index;
    private final EmailLimits limits;

    EmailCopy(MailIndex index, EmailLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    Changer.Creation copy(View from, ObjectId id, View to, ObjectNode changes) throws SetError, IOException {
        List<String> fixed = changes.propertyNames().stream()
                .filter(name -> !PROPERTIES.contains(name))
                .toList();
        if (!fixed.isEmpty()) {
            throw SetError.invalidProperties("a copy has the same message", fixed.toArray(String[]::new));
        }
        Placement placement = Placement.of(changes, limits);
        byte[] stored = from.account().bytes(id);
        org.mailbay.store.Objects emails = from.snapshot().objects(Mail.EMAIL);
        int ordinal = emails.ordinal(id);
        if (stored == null || ordinal < 0) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        StoredEmail original = StoredEmail.fromBytes(stored);
        StoredEmail email = new StoredEmail(blob(from, to, original.blob()), original.preview(), original.message());
        Instant received = placement.receivedAt();
        Set<String> keywords = placement.keywords();
        Placement whole = keywords == null
                ? new Placement(placement.mailboxIds(), emails.get(OfEmail.KEYWORDS, ordinal), received)
                : placement;
        return new EmailCreation(
                to,
                tx -> new Aftermath(to.account(), tx, index),
                whole,
                email,
                received == null ? Instant.ofEpochMilli(emails.get(OfEmail.RECEIVED_AT, ordinal)) : received,
                Objects.requireNonNull(whole.keywords()));
    }

    /** Blobs are a tenant's: to another one they are copied. */
    private static BlobRef blob(View from, View to, BlobRef blob) throws IOException {
        if (from.account().tenant().equals(to.account().tenant())) {
            return blob;
        }
        try (BlobInput input = from.account()
                        .blobs()
                        .open(blob, 0, blob.size())
                        .orElseThrow(() -> new IOException("the blob of an email is missing"));
                BlobSink sink = to.account().blobs().create(blob.size())) {
            byte[] piece = new byte[32 * 1024];
            for (int count = input.content().read(piece);
                    count >= 0;
                    count = input.content().read(piece)) {
                sink.write(piece, 0, count);
            }
            return sink.seal();
        }
    }
}
