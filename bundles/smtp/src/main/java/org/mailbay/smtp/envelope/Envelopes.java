package org.mailbay.smtp.envelope;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.smtp.command.CommandLine.Malformed;
import org.mailbay.smtp.command.Extensions;
import org.mailbay.smtp.command.MailParameters;
import org.mailbay.smtp.command.MailPath;
import org.mailbay.smtp.command.RcptParameters;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.envelope.Transaction.Accepted;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.reply.Reply;
import org.mailbay.smtp.session.Client;
import org.mailbay.smtp.session.Server;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MAIL and RCPT: who may send what to whom. */
public final class Envelopes {
    private static final Logger LOG = LoggerFactory.getLogger(Envelopes.class);

    private final Client client;
    private final Server server;

    public Envelopes(Client client) {
        this.client = client;
        server = client.server;
    }

    /**
     * A transaction and what to say to it.
     *
     * @param reply positive
     */
    public record Begun(Transaction transaction, Reply reply) {}

    public Begun mail(String argument) throws Malformed, Refusal {
        Extensions offered = client.extensions();
        if (client.role == Role.SUBMISSION) {
            checkUser(offered);
        }
        MailPath path = MailPath.sender(argument);
        MailParameters parameters = MailParameters.of(path.parameters(), offered, server.maxPriority(), server.now());
        if (path.isInternational() && !parameters.international()) {
            throw new Refusal(553, "5.6.7", "The address needs SMTPUTF8"); // RFC 6531 §3.5
        }
        if (parameters.size() > server.maxMessageBytes()) {
            throw new Refusal(Replies.TOO_BIG); // RFC 1870 §6.1
        }
        if (client.role == Role.SUBMISSION) {
            try {
                new Senders(client).check(path.address());
            } catch (AwayException e) {
                throw new Refusal(Replies.NOT_HERE);
            }
        }
        Transaction transaction = new Transaction(server.nextTraceId(), server.now(), path.address(), parameters);
        return new Begun(
                transaction,
                parameters.isLowered(path.parameters())
                        ? Reply.of(
                                250,
                                "2.3.6",
                                parameters.onward().get("MT-PRIORITY")
                                        + " is the new priority assigned to the message") // RFC 6710 §5.1
                        : Reply.of(250, "2.1.0", "Ok"));
    }

    /** RFC 6409 §4.3; a password may have been changed since. */
    private void checkUser(Extensions offered) throws Refusal {
        LogIn user = client.user;
        if (user == null) {
            throw offered.hasAuth()
                    ? new Refusal(530, "5.7.0", "Authentication required") // RFC 4954 §6
                    : new Refusal(530, "5.7.0", "Must issue a STARTTLS command first"); // RFC 3207 §4
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            if (directory.service().isValid(user.credential())) {
                return;
            }
        } catch (IOException e) {
            LOG.warn("event=auth outcome=unknown connection={} reason=\"{}\"", client.connection.id(), e.getMessage());
            throw new Refusal(Replies.NOT_HERE);
        }
        client.user = null;
        throw new Refusal(530, "5.7.0", "Authentication required, what you logged in with is good no more");
    }

    /** Adds a recipient to the transaction, or refuses it. */
    public Reply rcpt(String argument, Transaction open) throws Malformed, Refusal {
        MailPath path = MailPath.recipient(argument);
        String address = path.address();
        try {
            Map<String, String> parameters = RcptParameters.of(path.parameters(), client.extensions());
            if (path.isInternational() && !open.parameters.international()) {
                throw new Refusal(553, "5.6.7", "The address needs SMTPUTF8");
            }
            checkNumber(open);
            Accepted accepted = route(open, address, parameters);
            new Judge(client).recipient(open, address);
            open.recipients.add(accepted);
            return Reply.of(250, "2.1.5", "Ok");
        } catch (AwayException e) {
            return Replies.NOT_HERE;
        } catch (Refusal e) {
            server.traffic().of(client.role).recipientRefused();
            new Diary(server).refusedRecipient(client, open, address, e);
            throw e;
        }
    }

    private void checkNumber(Transaction open) throws Refusal {
        int number = open.recipients.size() + 1;
        if (number > server.maxRecipients()) {
            throw new Refusal(452, "4.5.3", "Too many recipients"); // RFC 5321 §4.5.3.1.10
        }
        if (client.role == Role.MX && open.sender.isEmpty() && number > 1) {
            // RFC 5321 §4.5.5: a report goes to who sent the message; who has more than one comes again
            throw new Refusal(452, "4.5.3", "One recipient at a time for the null sender");
        }
        if (client.user != null
                && !server.allowance().has(client.user.principal().account(), number)) {
            throw new Refusal(Replies.TOO_MUCH);
        }
    }

    /** Where it goes; also for a recipient that was accepted before the session was moved. */
    public Accepted route(Transaction open, String address, Map<String, String> parameters)
            throws Refusal, AwayException {
        return switch (new Routes(server).route(open.sender, address)) {
            case Routing.Ours ours -> {
                List<Target> targets = ours.targets();
                if (!server.relay().isKnown() && targets.stream().anyMatch(Target.Remote.class::isInstance)) {
                    throw new Refusal(451, "4.3.2", "This server sends no mail to other servers now");
                }
                yield new Accepted(address, parameters, true, targets, ours.steps());
            }
            case Routing.Elsewhere elsewhere -> {
                if (client.user == null) {
                    throw new Refusal(550, "5.7.1", "Relaying denied");
                }
                if (!server.relay().isKnown()) {
                    throw new Refusal(550, "5.7.1", "This server sends no mail to other servers");
                }
                yield new Accepted(address, parameters, false, List.of(elsewhere.target()), elsewhere.steps());
            }
            case Routing.Refused refused ->
                throw new Refusal(Reply.of(code(refused.status()), refused.status(), refused.why()), refused.steps());
        };
    }

    private static int code(String status) {
        return status.startsWith("4") ? 451 : status.equals("5.1.3") ? 553 : 550;
    }
}
