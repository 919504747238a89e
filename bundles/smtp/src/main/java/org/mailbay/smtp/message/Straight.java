package org.mailbay.smtp.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.session.Client;
import org.mailbay.store.AccountId;
import org.mailbay.swap.Swappable.Lease;

/**
 * Into mailboxes as it arrives: the way of a message that nobody judges and that goes nowhere else.
 *
 * <p>While this is open the mail model is not let go, so an update of it waits for the message.
 */
final class Straight implements Way {
    private final Client client;
    private final Transaction transaction;
    private final Instant received;
    private final Mailboxes mailboxes;
    private final Lease<Delivery> lease;
    private final Incoming incoming;

    Straight(Client client, Transaction transaction, Instant received) throws IOException {
        this.client = client;
        this.transaction = transaction;
        this.received = received;
        mailboxes = Mailboxes.of(transaction);
        lease = client.server.delivery().acquire(client.server.patience());
        try {
            incoming = lease.service().begin(mailboxes.principals(), transaction.parameters.size());
        } catch (IOException | RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public void header(MessageHeader header) throws IOException {
        byte[] fields = (TraceField.returnPath(transaction) + TraceField.received(client, transaction, received))
                .getBytes(StandardCharsets.UTF_8);
        incoming.write(fields, 0, fields.length);
        byte[] rest = header.without(TraceField.ours(header, client.server.hostname()));
        incoming.write(rest, 0, rest.length);
    }

    @Override
    public void body(byte[] bytes, int offset, int length) throws IOException {
        incoming.write(bytes, offset, length);
    }

    @Override
    public List<Outcome> finish() throws IOException {
        List<Outcome> outcomes = incoming.deliver(new Envelope(transaction.sender, transaction.traceId, received));
        Map<AccountId, Outcome> byAccount = mailboxes.by(outcomes);
        return transaction.recipients.stream()
                .map(recipient -> Mailboxes.of(recipient, byAccount))
                .toList();
    }

    @Override
    public void close() {
        try {
            incoming.close();
        } finally {
            lease.close();
        }
    }
}
