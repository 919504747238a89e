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
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Puts a message into an account as an email, whatever brings it: delivery, an import, a copy, a client that composed it; takes it out again. */
public final class Filing {
    /** Its columns, its bytes, its reference to the blob. */
    private static final int OWN_ROWS = 3;

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
        List<Member> members = mailboxes.stream()
                .map(mailbox -> Member.in(Mail.MAILBOX.id(mailbox)))
                .toList();
        return file(tx, aftermath, email, members, keywords, received);
    }

    /** As {@link #file(Transaction, Aftermath, StoredEmail, Collection, Set, Instant)}, with memberships that may be marked deleted. */
    public static ObjectId file(
            Transaction tx,
            Aftermath aftermath,
            StoredEmail email,
            List<Member> members,
            Set<String> keywords,
            Instant received)
            throws IOException {
        long number = tx.nextNumber();
        ObjectId id = Mail.EMAIL.id(number);
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

    /** At most how many rows of a transaction {@link #file} takes. */
    public static int rows(StoredEmail email) {
        return OWN_ROWS + Threads.rows(email.message());
    }

    /** At most how many it takes whatever the message is. */
    public static int mostRows() {
        return OWN_ROWS + Threads.mostRows();
    }

    /**
     * Takes an email out of mailboxes and logs what follows from it; destroys one that is in no other.
     *
     * @param row of the email as the transaction has left it
     */
    public static void takeOut(Transaction tx, Aftermath aftermath, ObjectId id, Row row, Set<Long> mailboxes)
            throws IOException {
        List<Member> others = row.get(OfEmail.MAILBOXES).stream()
                .filter(member -> !mailboxes.contains(member.container()))
                .toList();
        if (others.isEmpty()) {
            tx.destroy(Mail.EMAIL, id);
            aftermath.destroyed(id, row);
        } else {
            Row after = row.with(OfEmail.MAILBOXES, others);
            tx.update(Mail.EMAIL, id, after);
            aftermath.changed(id, row, after);
        }
    }

    /** The blob of an email of {@code from} for one of {@code to}: blobs are a tenant's, to another one they are copied. */
    public static BlobRef blob(Account from, Account to, BlobRef blob) throws IOException {
        if (from.tenant().equals(to.tenant())) {
            return blob;
        }
        try (BlobInput input = from.blobs()
                        .open(blob, 0, blob.size())
                        .orElseThrow(() -> new IOException("the blob of an email is missing"));
                BlobSink sink = to.blobs().create(blob.size())) {
            byte[] piece = new byte[32 * 1024];
            for (int count = input.content().read(piece);
                    count >= 0;
                    count = input.content().read(piece)) {
                sink.write(piece, 0, count);
            }
            return sink.seal();
        }
    }

    private static long sentAt(Message message) {
        return message.summary()
                .last("Date")
                .flatMap(HeaderField::date)
                .map(date -> date.toEpochSecond())
                .orElse(0L);
    }
}
