package org.mailbay.smtp.out;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.smtp.out.Rules.Ruling;
import org.mailbay.smtp.out.Rules.Wish;
import org.mailbay.smtp.out.dialogue.GoodbyeException;
import org.mailbay.smtp.out.dialogue.Ledger;
import org.mailbay.smtp.out.dialogue.Letter;
import org.mailbay.smtp.out.dialogue.Peer;
import org.mailbay.smtp.out.dialogue.RefusedException;
import org.mailbay.smtp.out.dialogue.Session;
import org.mailbay.smtp.out.dialogue.Transaction;
import org.mailbay.smtp.out.dialogue.UnansweredException;
import org.mailbay.smtp.out.mx.Host;
import org.mailbay.smtp.out.mx.Route;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tls.Rule;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.smtp.out.wire.Dialer.Candidate;
import org.mailbay.smtp.out.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to carry one consignment: from server to server until each recipient is settled. */
final class Journey {
    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    private final Tools tools;
    private final Consignment consignment;
    private final Letter letter;
    private final Ledger ledger;
    private int sessions;
    private Carried last;
    private @Nullable Published published;
    private @Nullable TlsException fault;

    Journey(Tools tools, Consignment consignment, Letter letter, Ledger ledger) {
        this.tools = tools;
        this.consignment = consignment;
        this.letter = letter;
        this.ledger = ledger;
        this.last = new Carried.Later("451 4.4.4 No server was tried", "", true);
    }

    /** To a relay host. */
    void travel(RelayHost.Relay relay) {
        Host host = tools.hosts().find(relay.host());
        Rule rule = letter.isTlsRequired() && !(relay.rule() instanceof Rule.Clear)
                ? new Rule.Pkix(relay.host(), "requiretls") // RFC 8689 §4.2.1
                : relay.rule();
        visit(host, relay.port(), rule, relay.isImplicitTls(), relay.credentials());
        ledger.settleRest(last);
    }

    /** To the servers of a domain, by preference (RFC 5321 §5.1). */
    void travel(String domain, Route.Servers servers) {
        boolean isPassing = false;
        String trouble = "";
        boolean isAnyReached = false;
        for (List<String> group : servers.groups()) {
            List<Host> hosts = group.stream().map(tools.hosts()::find).toList();
            if (hosts.stream().anyMatch(this::isOurs)) {
                // RFC 5321 §5.1: from here on it would only come back
                if (!isAnyReached && trouble.isEmpty()) {
                    last = new Carried.Failed(
                            "554 5.4.6 " + domain + " is not served here, but its MX says that it is", "");
                }
                break;
            }
            for (Host host : hosts) {
                if (host.addresses().isEmpty()) {
                    trouble = host.trouble();
                    isPassing |= host.isTroublePassing();
                } else if (!ledger.isComplete() && sessions < tools.mostServers()) {
                    isAnyReached = true;
                    visit(domain, servers, host);
                }
            }
        }
        if (!isAnyReached && !trouble.isEmpty()) {
            last = isPassing
                    ? new Carried.Later("451 4.4.3 " + trouble, "", true)
                    : new Carried.Failed("550 5.1.2 No server of " + domain + " has an address: " + trouble, "");
        }
        ledger.settleRest(last);
    }

    private boolean isOurs(Host host) {
        return tools.ourselves().isNamed(host.name()) || tools.ourselves().isAt(host, tools.port());
    }

    private void visit(String domain, Route.Servers servers, Host host) {
        Wish wish = letter.isTlsRequired() ? Wish.REQUIRED : letter.isTlsOptional() ? Wish.OPTIONAL : Wish.NONE;
        switch (tools.rules().of(domain, servers, host, wish)) {
            case Ruling.Use use -> {
                // RFC 8460 §3: reports are not reported
                published = wish == Wish.OPTIONAL ? null : use.published();
                fault = use.fault();
                visit(host, tools.port(), use.rule(), false, null);
            }
            case Ruling.Avoid avoid -> {
                tools.outcomes().failed(avoid.published(), avoid.fault(), host.name(), "");
                last = new Carried.Later("451 4.7.5 " + avoid.fault().getMessage(), "", true);
            }
            case Ruling.Untold untold -> last = new Carried.Later("451 4.3.0 " + untold.why(), "", true);
        }
    }

    private void note(Peer peer, InetAddress address, @Nullable TlsException failure) {
        if (published != null) {
            TlsException worst = fault == null ? failure : fault;
            if (worst == null) {
                tools.outcomes().made(published);
            } else {
                tools.outcomes().failed(published, worst, peer.name(), address.getHostAddress());
            }
        }
    }

    private void visit(Host host, int port, Rule rule, boolean isImplicitTls, Peer.@Nullable Credentials credentials) {
        if (host.addresses().isEmpty()) {
            last = new Carried.Later("451 4.4.3 " + host.trouble(), "", true);
            return;
        }
        String source = tools.sources().text(consignment.tenant());
        Peer peer = new Peer(host.name(), port, rule, isImplicitTls, credentials, source);
        Session idle = tools.pool().take(peer);
        while (idle != null && !ledger.isComplete()) {
            if (!talk(peer, idle)) {
                return;
            }
            idle = tools.pool().take(peer);
        }
        List<Candidate> candidates = candidates(host, port);
        while (!candidates.isEmpty() && !ledger.isComplete() && sessions < tools.mostServers()) {
            sessions++;
            Wire wire = dial(host, candidates);
            if (wire == null) {
                return;
            }
            InetSocketAddress reached = wire.remote();
            candidates.removeIf(candidate -> candidate.address().equals(reached));
            Session session = open(wire, peer);
            if (session != null) {
                talk(peer, session);
            }
        }
    }

    private List<Candidate> candidates(Host host, int port) {
        List<Candidate> candidates = new ArrayList<>();
        for (InetAddress address : host.addresses()) {
            Optional<InetAddress> source = tools.sources().forDestination(consignment.tenant(), address);
            if (source.isPresent() || tools.sources().isFree(consignment.tenant())) {
                candidates.add(new Candidate(new InetSocketAddress(address, port), source.orElse(null)));
            }
        }
        if (candidates.isEmpty()) {
            last = new Carried.Later(
                    "451 4.4.4 The tenant has no source address of the family of " + host.name(), "", true);
        }
        return candidates;
    }

    private @Nullable Wire dial(Host host, List<Candidate> candidates) {
        try {
            return tools.dialer().connect(candidates);
        } catch (IOException e) {
            last = new Carried.Later("451 4.4.1 " + host.name() + " " + e.getMessage(), "", true);
            return null;
        }
    }

    /** Null when it did not come about, and why is in {@link #last}. */
    private @Nullable Session open(Wire wire, Peer peer) {
        InetSocketAddress address = wire.remote();
        String remote = peer.name() + " [" + address.getAddress().getHostAddress() + "]:" + address.getPort();
        try {
            Session session = tools.opening().open(wire, peer);
            note(peer, address.getAddress(), session.overlooked());
            return session;
        } catch (RefusedException e) {
            wire.close();
            // RFC 7504 §3: 521 says that nothing is ever taken here; other refusals may be of this moment
            last = e.reply().code() == 521
                    ? new Carried.Failed(e.reply().oneLine(), remote)
                    : new Carried.Later(e.reply().oneLine(), remote, true);
        } catch (TlsException e) {
            note(peer, address.getAddress(), e);
            wire.close();
            last = new Carried.Later("451 4.7.5 " + e.getMessage(), remote, true);
            LOG.warn(
                    "event=smtp-out.tls outcome=failed trace={} remote=\"{}\" rule={} fault={} reason=\"{}\"",
                    consignment.traceId(),
                    remote,
                    peer.rule().word(),
                    e.fault().word(),
                    e.getMessage());
            if (peer.rule() instanceof Rule.Opportunistic) {
                return openClear(address, peer);
            }
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        } catch (IOException e) {
            wire.close();
            last = new Carried.Later("451 4.4.2 " + remote + ": " + e.getMessage(), remote, true);
        }
        return null;
    }

    /** Whose TLS does not work gets the message in the clear, where no rule forbids it (RFC 7435 §3). */
    private @Nullable Session openClear(InetSocketAddress address, Peer peer) {
        Optional<InetAddress> source = tools.sources().forDestination(consignment.tenant(), address.getAddress());
        Peer clear = new Peer(peer.name(), peer.port(), new Rule.Clear(), false, peer.credentials(), peer.source());
        try {
            Wire wire = tools.dialer().connect(List.of(new Candidate(address, source.orElse(null))));
            try {
                return tools.opening().open(wire, clear);
            } catch (IOException e) {
                wire.close();
                throw e;
            }
        } catch (IOException e) {
            LOG.debug("event=smtp-out.clear outcome=failed trace={}", consignment.traceId(), e);
            return null;
        }
    }

    /** Sends the message to as many as can be; whether another session with this peer is worth a try. */
    private boolean talk(Peer peer, Session session) {
        boolean isUsed = session.messages() > 0;
        try {
            while (!ledger.isComplete()) {
                Transaction transaction =
                        new Transaction(session, letter, ledger, tools.patience(), tools.isChunking());
                try {
                    transaction.run();
                } catch (IOException e) {
                    failed(session, e);
                    return isUsed && (!transaction.isAnswered() || e instanceof GoodbyeException);
                }
            }
            return false;
        } finally {
            tools.pool().give(peer, session);
        }
    }

    private void failed(Session session, IOException failure) {
        switch (failure) {
            case GoodbyeException e -> last = new Carried.Later(e.reply().oneLine(), session.remote(), true);
            case UnansweredException e ->
                // The next attempt may bring it a second time; better than not at all
                LOG.warn(
                        "event=smtp-out.unanswered outcome=perhaps-delivered trace={} remote=\"{}\" reason=\"{}\"",
                        consignment.traceId(),
                        session.remote(),
                        e.getMessage());
            default -> last = new Carried.Later("451 4.4.2 " + failure.getMessage(), session.remote(), true);
        }
    }
}
