package org.mailbay.smtp.envelope;

import java.time.Duration;
import org.mailbay.delivery.Outcome;
import org.mailbay.net.Connection;
import org.mailbay.smtp.envelope.Transaction.Accepted;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Reply;
import org.mailbay.smtp.session.Client;
import org.mailbay.smtp.session.Server;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.Traces;

/** Writes to a message's trace, where there are traces. */
public final class Diary {
    private static final String PART = "smtp";

    private final Server server;
    private final Swappable<Traces> traces;

    public Diary(Server server) {
        this.server = server;
        traces = server.traces();
    }

    /** A recipient that RCPT refused. */
    void refusedRecipient(Client client, Transaction transaction, String address, Refusal why) {
        add(
                transaction,
                "recipient-refused",
                TraceEvent.FROM,
                transaction.sender,
                TraceEvent.TO,
                address,
                "reply",
                text(why.reply()),
                "route",
                String.join("; ", why.steps()),
                "peer",
                client.address().getHostAddress(),
                "role",
                client.role.word());
    }

    /** A message whose end has come. */
    public void received(Client client, Transaction transaction, long bytes, Reply reply) {
        if (!traces.isPresent()) {
            return;
        }
        add(
                transaction,
                "received",
                TraceEvent.FROM,
                transaction.sender,
                "peer",
                client.address().getHostAddress(),
                "helo",
                client.greeting.name(),
                "protocol",
                client.protocol(transaction.parameters.international()),
                "tls",
                client.connection.tls().map(Connection.Tls::version).orElse(""),
                "role",
                client.role.word(),
                "user",
                client.user == null ? "" : client.user.principal().address(),
                "bytes",
                bytes,
                "verdict",
                transaction.verdict,
                "reply",
                text(reply));
    }

    /** What became of one of its recipients. */
    public void recipient(Transaction transaction, Accepted recipient, Outcome outcome) {
        if (!traces.isPresent()) {
            return;
        }
        add(
                transaction,
                switch (outcome) {
                    case Outcome.Delivered d -> "taken";
                    case Outcome.TryLater t -> "deferred";
                    case Outcome.Refused r -> "refused";
                },
                TraceEvent.FROM,
                transaction.sender,
                TraceEvent.TO,
                recipient.address(),
                "targets",
                recipient.targets().size(),
                "route",
                String.join("; ", recipient.steps()),
                "why",
                switch (outcome) {
                    case Outcome.Delivered() -> "";
                    case Outcome.TryLater(String why) -> why;
                    case Outcome.Refused(String code, String why) -> code + ' ' + why;
                });
    }

    private static String text(Reply reply) {
        return reply.code() + " " + reply.status() + ' ' + reply.lines().getFirst();
    }

    private void add(Transaction transaction, String what, Object... facts) {
        if (!traces.isPresent()) {
            return;
        }
        try (Lease<Traces> lease = traces.acquire(Duration.ZERO)) {
            lease.service().add(transaction.traceId, TraceEvent.of(server.now(), PART, what, facts));
        } catch (AwayException e) {
            // it went at this moment, and mail goes on without it
            return;
        }
    }
}
