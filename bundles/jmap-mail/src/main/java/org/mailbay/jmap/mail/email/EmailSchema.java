package org.mailbay.jmap.mail.email;

import java.util.List;
import java.util.Map;
import org.mailbay.jmap.mail.Mail;
import org.mailbay.jmap.mail.Mail.OfEmail;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Component;

/** What the store is told of emails. */
@Component(service = Schema.class)
public final class EmailSchema implements Schema {
    @Override
    public ObjectType type() {
        return Mail.EMAIL;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "receivedAt", OfEmail.RECEIVED_AT,
                "size", OfEmail.SIZE,
                "thread", OfEmail.THREAD_NUMBER,
                "sentAt", OfEmail.SENT_AT,
                "keywords", OfEmail.KEYWORDS,
                "mailboxes", OfEmail.MAILBOXES,
                "hasAttachment", OfEmail.HAS_ATTACHMENT);
    }

    @Override
    public void restored(Transaction tx, List<Restored> changes) {
        RestoredEmails.followUp(tx, changes);
    }
}
