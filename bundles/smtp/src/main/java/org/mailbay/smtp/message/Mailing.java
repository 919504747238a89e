package org.mailbay.smtp.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.RelayFullException;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Principal;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.envelope.Routes;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.envelope.Transaction.Accepted;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.session.Client;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a message over: what goes elsewhere to the queue first, then to mailboxes; what a mailbox cannot take now to the queue, too, unless
 * the client may as well try again because nobody has the message yet.
 */
final class Mailing {
    private static final Logger LOG = LoggerFactory.getLogger(Mailing.class);

    private final Client client;
    private final Letter letter;
    private final Transaction transaction;

    Mailing(Client client, Letter letter) {
        this.client = client;
        this.letter = letter;
        transaction = letter.transaction();
    }

    /**
     * What goes to the queue together.
     *
     * @param sender reverse-path
     * @param forwardedFor the address of ours that it came for, empty when it is not forwarded
     * @param fields see {@link Target#fields}
     */
    private record Group(String sender, String forwardedFor, TenantId tenant, AccountId account, String fields) {}

    /** Delivers, into inboxes or into Junk; what becomes of each recipient. */
    List<Outcome> send(Placement placement) throws IOException, Refusal {
        Mailboxes now = new Mailboxes();
        Map<Group, List<Destination>> queued = new LinkedHashMap<>();
        for (Accepted recipient : transaction.recipients) {
            for (Target target : recipient.targets()) {
                boolean isLater = placement == Placement.INBOX && (recipient.wantsReceipt() || isToWait());
                switch (target) {
                    case Target.Mailbox mailbox when isLater -> toMailbox(queued, recipient, mailbox);
                    case Target.Mailbox mailbox -> now.add(mailbox);
                    case Target.Remote remote -> {
                        if (placement == Placement.INBOX) {
                            elsewhere(queued, recipient, remote);
                        }
                    }
                }
            }
        }
        if (!queued.isEmpty()) {
            queue(queued, "");
        }
        Map<AccountId, Outcome> outcomes = deliver(now, placement);
        if (client.role != Role.LMTP && placement == Placement.INBOX) {
            outcomes = queueLate(now, outcomes, !queued.isEmpty());
        }
        List<Outcome> result = new ArrayList<>();
        for (Accepted recipient : transaction.recipients) {
            boolean isNowhere = placement == Placement.JUNK
                    && recipient.targets().stream().noneMatch(Target.Mailbox.class::isInstance);
            // What another server would refuse would have to be bounced to a sender who is likely forged.
            result.add(
                    isNowhere
                            ? new Outcome.Refused("5.7.1", "looks like spam and is not forwarded")
                            : Mailboxes.of(recipient, outcomes));
        }
        return result;
    }

    /** Keeps it from everybody until an administrator has looked. */
    void hold(String why) throws IOException, Refusal {
        Map<Group, List<Destination>> queued = new LinkedHashMap<>();
        for (Accepted recipient : transaction.recipients) {
            for (Target target : recipient.targets()) {
                switch (target) {
                    case Target.Mailbox mailbox -> toMailbox(queued, recipient, mailbox);
                    case Target.Remote remote -> elsewhere(queued, recipient, remote);
                }
            }
        }
        queue(queued, why);
    }

    /** Whether the sender asked for a later time (RFC 4865). */
    private boolean isToWait() {
        Map<String, String> parameters = transaction.parameters.onward();
        return parameters.containsKey("HOLDFOR") || parameters.containsKey("HOLDUNTIL");
    }

    private void toMailbox(Map<Group, List<Destination>> queued, Accepted recipient, Target.Mailbox mailbox) {
        Group group = client.user != null
                ? own(transaction.sender, "", mailbox.fields())
                : new Group(transaction.sender, "", mailbox.principal().tenant(), AccountId.SYSTEM, mailbox.fields());
        add(queued, group, new Destination(mailbox.address(), recipient.parameters(), Destination.MAILBOX));
    }

    private void elsewhere(Map<Group, List<Destination>> queued, Accepted recipient, Target.Remote remote)
            throws AwayException {
        String forwardedFor = recipient.isOurs() ? recipient.address() : "";
        Group group = client.user != null
                ? own(remote.sender(), forwardedFor, remote.fields())
                : new Group(
                        remote.sender(),
                        forwardedFor,
                        new Routes(client.server).tenantOf(recipient.address()),
                        AccountId.SYSTEM,
                        remote.fields());
        add(queued, group, new Destination(remote.address(), recipient.parameters(), remote.via()));
    }

    private Group own(String sender, String forwardedFor, String fields) {
        Principal principal = Objects.requireNonNull(client.user).principal();
        return new Group(sender, forwardedFor, principal.tenant(), principal.account(), fields);
    }

    private static void add(Map<Group, List<Destination>> queued, Group group, Destination destination) {
        List<Destination> list = queued.computeIfAbsent(group, _ -> new ArrayList<>());
        if (list.stream()
                .noneMatch(known -> known.address().equals(destination.address())
                        && known.via().equals(destination.via()))) {
            list.add(destination);
        }
    }

    private void queue(Map<Group, List<Destination>> queued, String held) throws IOException, Refusal {
        try (Lease<Relay> relay = client.server.relay().acquire()) {
            if (relay == null) {
                throw new Refusal(451, "4.3.2", "This server sends no mail to other servers now");
            }
            for (Map.Entry<Group, List<Destination>> entry : queued.entrySet()) {
                Group group = entry.getKey();
                Shipment shipment = new Shipment(
                        letter.envelope(group.sender),
                        transaction.parameters.onward(),
                        entry.getValue(),
                        group.tenant,
                        group.account,
                        "", // nobody here wants to be told what becomes of it
                        held);
                try (Leaving leaving = relay.service().begin(shipment, letter.size())) {
                    letter.saying(group.fields)
                            .writeTo(
                                    leaving::write,
                                    group.forwardedFor.isEmpty() ? "" : "Delivered-To: " + group.forwardedFor + "\r\n");
                    leaving.send();
                }
            }
        } catch (RelayFullException e) {
            throw new Refusal(452, "4.3.1", e.getMessage() + ", try again later"); // RFC 3463 §3.4
        }
    }

    private Map<AccountId, Outcome> deliver(Mailboxes mailboxes, Placement placement) {
        Map<AccountId, Outcome> outcomes = new LinkedHashMap<>();
        mailboxes.byFields().forEach((fields, some) -> outcomes.putAll(deliver(some, fields, placement)));
        return outcomes;
    }

    private Map<AccountId, Outcome> deliver(Mailboxes mailboxes, String fields, Placement placement) {
        List<Principal> principals = mailboxes.principals();
        try (Lease<Delivery> lease = client.server.delivery().acquire(client.server.patience());
                Incoming incoming = lease.service().begin(principals, letter.size())) {
            letter.saying(fields).writeTo(incoming::write, TraceField.returnPath(transaction));
            return mailboxes.by(incoming.deliver(letter.envelope(transaction.sender), placement));
        } catch (AwayException e) {
            return mailboxes.by(later(principals, "a part of this server is being replaced"));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.atError().setCause(e).log("event=message-failed trace={}", transaction.traceId);
            return mailboxes.by(later(principals, "local error"));
        }
    }

    private static List<Outcome> later(List<Principal> principals, String why) {
        return principals.stream().<Outcome>map(_ -> new Outcome.TryLater(why)).toList();
    }

    /** Gives the queue what mailboxes could not take, when somebody has the message already. */
    private Map<AccountId, Outcome> queueLate(Mailboxes mailboxes, Map<AccountId, Outcome> outcomes, boolean isQueued) {
        boolean isTaken = isQueued || outcomes.containsValue(new Outcome.Delivered());
        boolean isLate = outcomes.values().stream().anyMatch(Outcome.TryLater.class::isInstance);
        if (!isTaken || !isLate || !client.server.relay().isKnown()) {
            return outcomes;
        }
        Map<Group, List<Destination>> queued = new LinkedHashMap<>();
        Map<AccountId, Outcome> result = new LinkedHashMap<>(outcomes);
        for (Target.Mailbox mailbox : mailboxes.list()) {
            AccountId account = mailbox.principal().account();
            if (outcomes.get(account) instanceof Outcome.TryLater) {
                toMailbox(queued, recipientOf(mailbox), mailbox);
                result.put(account, new Outcome.Delivered());
            }
        }
        try {
            queue(queued, "");
            return result;
        } catch (IOException | Refusal | RuntimeException | LinkageError e) {
            LOG.atError().setCause(e).log("event=message-failed trace={} part=queue", transaction.traceId);
            return outcomes;
        }
    }

    private Accepted recipientOf(Target.Mailbox mailbox) {
        return transaction.recipients.stream()
                .filter(recipient -> recipient.targets().contains(mailbox))
                .findFirst()
                .orElseThrow();
    }
}
