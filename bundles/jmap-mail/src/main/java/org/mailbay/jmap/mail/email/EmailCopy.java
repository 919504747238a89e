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
import org.mailbay.jmap.mail.Filing;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
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
        StoredEmail email = new StoredEmail(
                Filing.blob(from.account(), to.account(), original.blob()), original.preview(), original.message());
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
}
