package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.store.AccountId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to local mailboxes and to the relay; knows who may send what. */
@Component(configurationPid = "jmap.submission", service = Postman.class, immediate = true)
@Designate(ocd = Postman.Config.class)
public final class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Submission", description = "Sending mail by JMAP")
    public @interface Config {
        /** See {@link Limits}. */
        @AttributeDefinition(description = "Recipients of one message", min = "1")
        int maxRecipients() default 500;

        /** See {@link Rate}. */
        @AttributeDefinition(description = "Recipients to which one user may send in an hour; 0: any number", min = "0")
        int maxRecipientsInHour() default 2_000;

        /** See {@link Limits}. */
        @AttributeDefinition(description = "Largest message that may be sent, in bytes", min = "65536")
        long maxMessageBytes() default 52_428_800;

        /** See {@link Limits}. */
        @AttributeDefinition(
                description = "For how many days a message may wait to be sent; 0: none may",
                min = "0",
                max = "3650")
        int maxDelayedSendDays() default 60;

        /** See {@link Limits}. */
        @AttributeDefinition(
                description = "After how many days a message that a local mailbox does not take is given up",
                min = "1")
        int expiryDays() default 5;

        /** See {@link Limits}. */
        @AttributeDefinition(description = "For how many days a submission is remembered after it was sent", min = "1")
        int keepDays() default 30;

        /** In trace fields and reports. */
        @AttributeDefinition(description = "Name of this server in messages; empty: the machine's name")
        String hostname() default "";

        /** Bound of a call's wait. */
        @AttributeDefinition(description = "How long a call waits while a service is being replaced, in seconds")
        int patienceSeconds() default 20;

        /** Bound of an unbind's wait. */
        @AttributeDefinition(description = "How long a service's departure waits for calls inside it, in seconds")
        int drainSeconds() default 20;
    }

    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Swappable<Delivery> delivery = new Swappable<>("delivery");
    private final Swappable<Relay> relay = new Swappable<>("relay");
    private final Limits limits;
    private final Rate rate;
    private final String hostname;
    private final Duration patience;
    private final Duration drain;
    private final InstantSource clock;
    private final String process = Long.toString(new SecureRandom().nextLong() >>> 24, 36);
    private final AtomicLong next = new AtomicLong();

    @Activate
    public Postman(Config config) {
        this(config, InstantSource.system());
    }

    /** With another clock, for tests. */
    public Postman(Config config, InstantSource clock) {
        this.clock = clock;
        int inHour = config.maxRecipientsInHour();
        rate = new Rate(inHour, clock);
        limits = new Limits(
                inHour == 0 ? config.maxRecipients() : Math.min(inHour, config.maxRecipients()),
                config.maxMessageBytes(),
                Duration.ofDays(config.maxDelayedSendDays()),
                Duration.ofDays(config.expiryDays()),
                Duration.ofDays(config.keepDays()));
        hostname = config.hostname().isEmpty() ? machineName() : config.hostname();
        patience = Duration.ofSeconds(config.patienceSeconds());
        drain = Duration.ofSeconds(config.drainSeconds());
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindDirectory(Directory service) {
        directory.bind(service);
    }

    public void unbindDirectory(Directory service) {
        directory.unbind(service, drain);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindDelivery(Delivery service) {
        delivery.bind(service);
    }

    public void unbindDelivery(Delivery service) {
        delivery.unbind(service, drain);
    }

    /** For recipients elsewhere; without one, they are refused. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindRelay(Relay service) {
        relay.bind(service);
    }

    public void unbindRelay(Relay service) {
        relay.unbind(service, drain);
    }

    public Limits limits() {
        return limits;
    }

    /** How much each user sends. */
    public Rate rate() {
        return rate;
    }

    /** In trace fields and reports. */
    public String hostname() {
        return hostname;
    }

    public Instant now() {
        return clock.instant();
    }

    /** An id for a message: short, and not used again after a restart. */
    public String nextTraceId() {
        return process + '-' + Long.toString(next.incrementAndGet(), 36);
    }

    /** Whether there is somebody to send to the world by. */
    public boolean hasRelay() {
        return relay.isPresent();
    }

    /** Whether local mail can be delivered now. */
    public boolean hasDelivery() {
        return delivery.isPresent() && directory.isPresent();
    }

    /** Whose mail an address is. */
    public Recipient recipient(String address) throws AwayException {
        try (Lease<Directory> lease = directory.acquire(patience)) {
            return lease.service().recipient(address);
        }
    }

    /** Whether mail to {@code address} is mail to the account. */
    public boolean isOf(AccountId account, String address) throws AwayException {
        return recipient(address) instanceof Recipient.Local(Principal principal)
                && principal.account().equals(account);
    }

    /** Whether who has the account may send as {@code address}: mail to it is theirs. */
    public boolean maySendAs(AccountId account, String address) throws AwayException {
        return address.indexOf('@') > 0 && isOf(account, address);
    }

    /**
     * Sends a letter.
     *
     * @return by recipient, for each one
     */
    public Map<String, Status> post(Letter letter) {
        Map<String, Status> statuses = new LinkedHashMap<>();
        Map<String, Principal> local = new LinkedHashMap<>();
        List<Destination> elsewhere = new ArrayList<>();
        for (Destination recipient : letter.recipients()) {
            String address = recipient.address();
            try {
                switch (recipient(address)) {
                    case Recipient.Local(Principal principal) -> local.put(address, principal);
                    case Recipient.Unknown() ->
                        statuses.put(address, Status.refused("5.1.1", "<" + address + "> No such address here"));
                    case Recipient.Malformed() ->
                        statuses.put(address, Status.refused("5.1.3", "<" + address + "> No address"));
                    case Recipient.Elsewhere() -> elsewhere.add(recipient);
                }
            } catch (AwayException e) {
                statuses.put(address, Status.later("451 4.3.2 The directory is being replaced"));
            }
        }
        if (!local.isEmpty()) {
            deliver(letter, local, statuses);
        }
        if (!elsewhere.isEmpty()) {
            relay(letter, elsewhere, statuses);
        }
        return statuses;
    }

    private void deliver(Letter letter, Map<String, Principal> local, Map<String, Status> statuses) {
        List<String> addresses = List.copyOf(local.keySet());
        try (Lease<Delivery> lease = delivery.acquire(patience);
                Incoming incoming = lease.service()
                        .begin(List.copyOf(local.values()), letter.text().size())) {
            // RFC 5321 §4.4: who delivers for good says the reverse-path
            byte[] path = ("Return-Path: <" + letter.sender() + ">\r\n").getBytes(StandardCharsets.UTF_8);
            incoming.write(path, 0, path.length);
            letter.text().writeTo(incoming::write);
            List<Outcome> outcomes = incoming.deliver(envelope(letter));
            for (int i = 0; i < addresses.size(); i++) {
                statuses.put(addresses.get(i), Status.of(outcomes.get(i)));
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            failed("delivery", letter, e);
            addresses.forEach(address -> statuses.put(address, Status.later("451 4.3.0 Local error")));
        }
    }

    private void relay(Letter letter, List<Destination> elsewhere, Map<String, Status> statuses) {
        Shipment shipment = new Shipment(
                envelope(letter),
                letter.parameters(),
                elsewhere,
                letter.from().tenant(),
                letter.from().id(),
                letter.origin());
        Status status;
        try (Lease<Relay> lease = relay.acquire(Duration.ZERO);
                Leaving leaving = lease.service().begin(shipment, letter.text().size())) {
            letter.text().writeTo(leaving::write);
            leaving.send();
            status = Status.relayed();
        } catch (AwayException e) {
            status = Status.later("451 4.3.2 This server sends no mail to other servers now");
        } catch (IOException | RuntimeException | LinkageError e) {
            failed("relay", letter, e);
            status = Status.later("451 4.3.0 Local error");
        }
        for (Destination recipient : elsewhere) {
            statuses.put(recipient.address(), status);
        }
    }

    private static void failed(String what, Letter letter, Throwable e) {
        if (e instanceof AwayException) {
            LOG.warn(
                    "event=post outcome=deferred what={} trace={} reason=\"{}\"",
                    what,
                    letter.traceId(),
                    e.getMessage());
        } else {
            LOG.error("event=post outcome=failed what={} trace={}", what, letter.traceId(), e);
        }
    }

    private Envelope envelope(Letter letter) {
        return new Envelope(letter.sender(), letter.traceId(), clock.instant());
    }
}
