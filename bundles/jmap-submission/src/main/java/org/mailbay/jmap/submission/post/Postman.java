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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.RelayFullException;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
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
    /** So long a relay that went away is expected back: nothing is refused for want of one that is being replaced. */
    private static final Duration RELAY_BACK = Duration.ofSeconds(60);

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
    private final Swappable<Router> router = new Swappable<>("router");
    private final Whereabouts whereabouts;
    private final Limits limits;
    private final Rate rate;
    private final String hostname;
    private final Duration patience;
    private final Duration drain;
    private final InstantSource clock;
    private final String process = Long.toString(new SecureRandom().nextLong() >>> 24, 36);
    private final AtomicLong next = new AtomicLong();
    /** When the relay was last let go, as {@link System#nanoTime} tells; 0: never. */
    private volatile long relayLeft;

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
        whereabouts = new Whereabouts(directory, router, patience);
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
        relayLeft = System.nanoTime();
        relay.unbind(service, drain);
    }

    /** For aliases, lists and the like; without one, an address is a user or nobody. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindRouter(Router service) {
        router.bind(service);
        whereabouts.expectRouter();
    }

    public void unbindRouter(Router service) {
        router.unbind(service, drain);
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

    /** Whether there is somebody to send to the world by, or was a moment ago: it is being replaced. */
    public boolean hasRelay() {
        return relay.isPresent() || isRelayExpected();
    }

    private boolean isRelayExpected() {
        long left = relayLeft;
        return left != 0 && System.nanoTime() - left < RELAY_BACK.toNanos();
    }

    /** Whether local mail can be delivered now. */
    public boolean hasDelivery() {
        return delivery.isPresent() && directory.isPresent();
    }

    /** Where mail to an address goes. */
    public Routing route(String sender, String address) throws AwayException {
        return whereabouts.route(sender, address);
    }

    /** Whether mail to {@code address} is mail to the account. */
    public boolean isOf(AccountId account, String address) throws AwayException {
        return whereabouts.isOf(account, address);
    }

    /** Whether who has the account may send as {@code address}: mail to it is theirs, or they were given the right to. */
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
        List<Trip> trips = new ArrayList<>();
        for (Destination recipient : letter.recipients()) {
            String address = recipient.address();
            try {
                switch (route(letter.sender(), address)) {
                    case Routing.Ours(List<Target> targets, List<String> ignored) ->
                        trips.add(Trip.of(recipient, targets));
                    case Routing.Elsewhere(Target.Remote target, List<String> ignored) ->
                        trips.add(Trip.of(recipient, List.of(target)));
                    case Routing.Refused(String code, String why, List<String> ignored) ->
                        statuses.put(
                                address,
                                code.startsWith("4")
                                        ? Status.later("451 " + code + " " + why)
                                        : Status.refused(code, "<" + address + "> " + why));
                }
            } catch (AwayException e) {
                statuses.put(address, Status.later("451 4.3.2 A part of this server is being replaced"));
            }
        }
        // What leaves first: when it cannot, nothing of a forked trip has happened yet
        relay(letter, trips, statuses);
        deliver(letter, trips, statuses);
        return statuses;
    }

    /** The one thing to be said of a recipient that leads to several places: the worst. */
    private static void note(Map<String, Status> statuses, Trip trip, Status status) {
        statuses.merge(trip.recipient().address(), status, Status::worse);
    }

    private void deliver(Letter letter, List<Trip> trips, Map<String, Status> statuses) {
        Map<String, List<Trip>> tos = new LinkedHashMap<>();
        Map<String, List<Principal>> principals = new LinkedHashMap<>();
        for (Trip trip : trips) {
            Status known = statuses.get(trip.recipient().address());
            if (known == null || known.isSettled()) {
                for (Target.Mailbox mailbox : trip.mailboxes()) {
                    tos.computeIfAbsent(mailbox.fields(), key -> new ArrayList<>())
                            .add(trip);
                    principals
                            .computeIfAbsent(mailbox.fields(), key -> new ArrayList<>())
                            .add(mailbox.principal());
                }
            }
        }
        tos.forEach((fields, to) -> deliver(letter, fields, to, principals.get(fields), statuses));
    }

    /** Delivers copies that say the same of the list that they are of. */
    private void deliver(
            Letter letter, String fields, List<Trip> to, List<Principal> principals, Map<String, Status> statuses) {
        try (Lease<Delivery> lease = delivery.acquire(patience);
                Incoming incoming =
                        lease.service().begin(principals, letter.text().size())) {
            // RFC 5321 §4.4: who delivers for good says the reverse-path
            byte[] path = ("Return-Path: <" + letter.sender() + ">\r\n" + fields).getBytes(StandardCharsets.UTF_8);
            incoming.write(path, 0, path.length);
            letter.text().writeTo(incoming::write);
            List<Outcome> outcomes = incoming.deliver(envelope(letter, letter.sender()));
            for (int i = 0; i < to.size(); i++) {
                Status status = Status.of(outcomes.get(i));
                boolean isQueued = !status.isSettled() && to.get(i).isForked();
                note(
                        statuses,
                        to.get(i),
                        isQueued ? queued(letter, fields, to.get(i), principals.get(i), status) : status);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            failed("delivery", letter, e);
            to.forEach(trip -> note(statuses, trip, Status.later("451 4.3.0 Local error")));
        }
    }

    /** Has the queue deliver to one mailbox of several: to try all again would deliver to the others twice. */
    private Status queued(Letter letter, String fields, Trip trip, Principal principal, Status status) {
        Destination mailbox =
                new Destination(principal.address(), trip.recipient().parameters(), Destination.MAILBOX);
        Status handed = ship(letter, new Batch(letter.sender(), false, fields), List.of(mailbox));
        return handed.isSettled() ? handed : status;
    }

    /**
     * What goes in one shipment.
     *
     * @param isReported whether what becomes of it is the recipient's status: it leads there itself, by no alias
     * @param fields see {@link Target#fields}
     */
    private record Batch(String sender, boolean isReported, String fields) {}

    private void relay(Letter letter, List<Trip> trips, Map<String, Status> statuses) {
        Map<Batch, List<Destination>> batches = new LinkedHashMap<>();
        Map<Batch, Set<Trip>> travelling = new LinkedHashMap<>();
        for (Trip trip : trips) {
            for (Target.Remote remote : trip.remotes()) {
                boolean isSame =
                        remote.address().equalsIgnoreCase(trip.recipient().address());
                // In the recipient's own spelling, by which its status is found
                String address = isSame ? trip.recipient().address() : remote.address();
                Batch batch = new Batch(remote.sender(), isSame && !trip.isForked(), remote.fields());
                batches.computeIfAbsent(batch, key -> new ArrayList<>())
                        .add(new Destination(address, trip.recipient().parameters(), remote.via()));
                travelling.computeIfAbsent(batch, key -> new LinkedHashSet<>()).add(trip);
            }
        }
        batches.forEach((batch, destinations) -> {
            Status status = ship(letter, batch, destinations);
            travelling.get(batch).forEach(trip -> note(statuses, trip, status));
        });
    }

    private Status ship(Letter letter, Batch batch, List<Destination> destinations) {
        Shipment shipment = new Shipment(
                envelope(letter, batch.sender()),
                letter.parameters(),
                destinations,
                letter.from().tenant(),
                letter.from().id(),
                batch.isReported() ? letter.origin() : "");
        try (Lease<Relay> lease = relay.acquire(isRelayExpected() ? patience : Duration.ZERO);
                Leaving leaving = lease.service().begin(shipment, letter.text().size())) {
            byte[] fields = batch.fields().getBytes(StandardCharsets.UTF_8);
            leaving.write(fields, 0, fields.length);
            letter.text().writeTo(leaving::write);
            leaving.send();
            return Status.relayed();
        } catch (AwayException e) {
            return Status.later("451 4.3.2 This server sends no mail to other servers now");
        } catch (RelayFullException e) {
            return Status.later("452 4.3.1 " + e.getMessage());
        } catch (IOException | RuntimeException | LinkageError e) {
            failed("relay", letter, e);
            return Status.later("451 4.3.0 Local error");
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

    private Envelope envelope(Letter letter, String sender) {
        return new Envelope(sender, letter.traceId(), clock.instant());
    }
}
