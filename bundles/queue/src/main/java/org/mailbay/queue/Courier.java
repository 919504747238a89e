package org.mailbay.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.directory.Principal;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a consignment: into mailboxes here, or by the transport to other servers. */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Swappable<Transport> transport;
    private final Addresses addresses;
    private final Swappable<Delivery> delivery;
    private final Duration patience;

    Courier(Swappable<Transport> transport, Addresses addresses, Swappable<Delivery> delivery, Duration patience) {
        this.transport = transport;
        this.addresses = addresses;
        this.delivery = delivery;
        this.patience = patience;
    }

    /**
     * One result for each recipient.
     *
     * @param isAgain whether it may have been delivered before, and nobody knows
     */
    List<Carried> carry(Lane.To to, Consignment consignment, boolean isAgain) {
        try {
            return to.kind() == Lane.Way.MAILBOX ? deliver(consignment, isAgain) : send(consignment);
        } catch (AwayException e) {
            return all(consignment.recipients().size(), new Carried.Later("451 4.3.2 " + e.getMessage(), "", true));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.error("event=queue-carry outcome=failed destination={}", to, e);
            return all(consignment.recipients().size(), new Carried.Later("451 4.3.0 Local error", "", false));
        }
    }

    /** The same for everybody. */
    static List<Carried> all(int recipients, Carried carried) {
        return Collections.nCopies(recipients, carried);
    }

    private List<Carried> send(Consignment consignment) throws AwayException {
        try (Lease<Transport> lease = transport.acquire(patience)) {
            List<Carried> carried = lease.service().carry(consignment);
            if (carried.size() != consignment.recipients().size()) {
                throw new IllegalStateException("the transport answered for " + carried.size() + " of "
                        + consignment.recipients().size() + " recipients");
            }
            return carried;
        }
    }

    private List<Carried> deliver(Consignment consignment, boolean isAgain) throws IOException {
        @Nullable Carried[] carried = new Carried[consignment.recipients().size()];
        List<Principal> principals = new ArrayList<>();
        int[] whose = new int[carried.length];
        for (int i = 0; i < carried.length; i++) {
            String address = consignment.recipients().get(i).address();
            switch (addresses.mailbox(consignment.sender(), address, patience)) {
                case Addresses.Found(Principal principal) -> {
                    if (!principals.contains(principal)) {
                        principals.add(principal);
                    }
                    whose[i] = principals.indexOf(principal);
                }
                case Addresses.None(String reply) ->
                    carried[i] =
                            reply.startsWith("4") ? new Carried.Later(reply, "", false) : new Carried.Failed(reply, "");
            }
        }
        if (!principals.isEmpty()) {
            List<Outcome> outcomes = deliver(consignment, principals, isAgain);
            for (int i = 0; i < carried.length; i++) {
                carried[i] = carried[i] == null ? carried(outcomes.get(whose[i])) : carried[i];
            }
        }
        return Arrays.asList(carried);
    }

    private List<Outcome> deliver(Consignment consignment, List<Principal> principals, boolean isAgain)
            throws IOException {
        try (Lease<Delivery> lease = delivery.acquire(patience);
                Incoming incoming =
                        begin(lease.service(), principals, consignment.content().size(), isAgain);
                InputStream content = consignment.content().open()) {
            // RFC 5321 §4.4: who delivers for good says the reverse-path
            byte[] path = ("Return-Path: <" + consignment.sender() + ">\r\n").getBytes(StandardCharsets.UTF_8);
            incoming.write(path, 0, path.length);
            byte[] buffer = new byte[16_384];
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                incoming.write(buffer, 0, length);
            }
            return incoming.deliver(new Envelope(consignment.sender(), consignment.traceId(), consignment.received()));
        }
    }

    private static Incoming begin(Delivery delivery, List<Principal> principals, long size, boolean isAgain)
            throws IOException {
        return isAgain ? delivery.beginAgain(principals, size) : delivery.begin(principals, size);
    }

    private static Carried carried(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered() -> new Carried.Taken("250 2.1.5 Delivered", "mailbox", false);
            case Outcome.TryLater(String why) -> new Carried.Later("451 4.3.0 " + why, "mailbox", false);
            case Outcome.Refused(String code, String why) -> new Carried.Failed("550 " + code + " " + why, "mailbox");
        };
    }
}
