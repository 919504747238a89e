package org.mailbay.jmap.mail;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyParts;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Puts a message into an account as an email, whatever brings it: delivery, an import, a copy, a client that composed it. */
public final class Filing {
    private Filing() {}

    /**
     * Adds an email and logs what follows from it.
     *
     * @param aftermath of {@code tx}
     * @param mailboxes numbers of mailboxes that exist, at least one
     * @param keywords valid and in lower case
     */
    public static ObjectId file(
            Transaction tx,
            Aftermath aftermath,
            StoredEmail email,
            Collection<Long> mailboxes,
            Set<String> keywords,
            Instant received)
            throws IOException {
        long number = tx.nextNumber();
        ObjectId id = Mail.EMAIL.id(number);
        List<Member> members = mailboxes.stream()
                .map(mailbox -> Member.in(Mail.MAILBOX.id(mailbox)))
                .toList();
        Row row = Row.EMPTY
                .with(OfEmail.RECEIVED_AT, received.toEpochMilli())
                .with(OfEmail.SIZE, email.message().size())
                .with(OfEmail.THREAD_NUMBER, Threads.join(tx, aftermath, email.message(), number))
                .with(OfEmail.CONVERSATION, Threads.conversation(email.message()))
                .with(OfEmail.SENT_AT, sentAt(email.message()))
                .with(OfEmail.SMIME, Mail.isSmime(email.message()) ? 1 : 0)
                .with(OfEmail.HAS_ATTACHMENT, BodyParts.of(email.message()).hasAttachment() ? 1 : 0)
                .with(OfEmail.KEYWORDS, keywords)
                .with(OfEmail.MAILBOXES, members);
        tx.create(Mail.EMAIL, id, row, email.toBytes(), List.of(email.blob()));
        aftermath.created(id, row);
        EmailDelivery.happened(tx); // RFC 8621 §1.5
        return id;
    }

    private static long sentAt(Message message) {
        return message.summary()
                .last("Date")
                .flatMap(HeaderField::date)
                .map(date -> date.toEpochSecond())
                .orElse(0L);
    }
}
