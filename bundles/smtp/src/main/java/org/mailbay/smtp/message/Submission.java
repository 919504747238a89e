package org.mailbay.smtp.message;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.directory.LogIn;
import org.mailbay.mime.EmailAddress;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.envelope.Senders;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.session.Client;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a user's message must be, and what is mended: RFC 6409. */
final class Submission {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);

    private final Client client;
    private final LogIn user;
    private final Senders senders;

    Submission(Client client) {
        this.client = client;
        user = Objects.requireNonNull(client.user);
        senders = new Senders(client);
    }

    /** RFC 6409 §6.1: whether the user may send as whoever the message names as its author. */
    void check(MessageHeader header) throws Refusal, AwayException {
        for (String name : List.of("From", "Sender")) {
            List<EmailAddress> addresses = header.addresses(name);
            if (addresses.isEmpty() && header.has(name)) {
                throw new Refusal(550, "5.6.0", name + " names nobody");
            }
            for (EmailAddress address : addresses) {
                if (!senders.maySendAs(address.email())) {
                    throw new Refusal(550, "5.7.1", "You may not send as <" + address.email() + "> (" + name + ")");
                }
            }
        }
    }

    /** RFC 6409 §8: fields that are missing. */
    String missing(MessageHeader header, Transaction transaction) throws Refusal {
        StringBuilder fields = new StringBuilder();
        if (!header.has("From")) {
            if (transaction.sender.isEmpty()) {
                throw new Refusal(550, "5.6.0", "From is missing");
            }
            fields.append("From: <").append(transaction.sender).append(">\r\n");
        }
        if (!header.has("Date")) {
            fields.append("Date: ")
                    .append(TraceField.DATE.format(client.server.now()))
                    .append("\r\n"); // RFC 6409 §8.2
        }
        if (!header.has("Message-ID")) {
            fields.append("Message-ID: <")
                    .append(transaction.traceId)
                    .append('@')
                    .append(client.server.hostname())
                    .append(">\r\n"); // RFC 6409 §8.3
        }
        return fields.toString();
    }

    /** The header as everybody may see it. */
    byte[] withoutSecrets(MessageHeader header) {
        return header.without(TraceField.ours(header, client.server.hostname())
                .or(field -> field.is("Bcc") || field.is("Resent-Bcc")));
    }

    /** Counts recipients, or refuses the message: who took an account over must not send to the world. */
    void count(int recipients) throws Refusal {
        if (!client.server.allowance().take(user.principal().account(), recipients)) {
            LOG.warn(
                    "event=submission outcome=refused reason=rate-limit account={} recipients={}",
                    user.principal().account(),
                    recipients);
            throw new Refusal(Replies.TOO_MUCH);
        }
    }

    /** Files what was sent; the message is on its way whether this can be done or not. */
    void file(Letter letter) {
        try (Lease<Delivery> lease = client.server.delivery().acquire(client.server.patience());
                Incoming incoming = lease.service().begin(List.of(user.principal()), letter.size())) {
            letter.writeTo(incoming::write, "");
            Outcome outcome = incoming.deliver(letter.envelope(letter.transaction().sender), Placement.SENT)
                    .getFirst();
            if (!(outcome instanceof Outcome.Delivered)) {
                LOG.warn(
                        "event=sent-copy outcome=failed trace={} reason=\"{}\"", letter.transaction().traceId, outcome);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.atError().setCause(e).log("event=sent-copy outcome=failed trace={}", letter.transaction().traceId);
        }
    }
}
