package org.mailbay.smtp.out;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.dns.Answer;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.net.Listener;
import org.mailbay.smtp.out.dialogue.Ledger;
import org.mailbay.smtp.out.dialogue.Letter;
import org.mailbay.smtp.out.dialogue.Opening;
import org.mailbay.smtp.out.dialogue.Patience;
import org.mailbay.smtp.out.https.HttpsClient;
import org.mailbay.smtp.out.mx.HostLookup;
import org.mailbay.smtp.out.mx.MxLookup;
import org.mailbay.smtp.out.mx.Ourselves;
import org.mailbay.smtp.out.mx.Route;
import org.mailbay.smtp.out.pool.Pool;
import org.mailbay.smtp.out.sts.StsPolicies;
import org.mailbay.smtp.out.tls.DaneLookup;
import org.mailbay.smtp.out.tls.Handshake;
import org.mailbay.smtp.out.tls.Outcomes;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.smtp.out.tls.Trust;
import org.mailbay.smtp.out.wire.Dialer;
import org.mailbay.smtp.out.wire.Watchdog;
import org.mailbay.store.Annex;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries messages to other servers by SMTP: to a domain's MX hosts, or to a relay host. */
@Component(
        service = {Transport.class, HealthCheck.class, MetricSource.class},
        immediate = true,
        configurationPid = "smtp-out",
        property = {Transport.NAME + "=smtp", HealthCheck.NAME + "=smtp-out", HealthCheck.TAGS + "=mailbay"})
@Designate(ocd = SmtpTransport.Config.class)
public final class SmtpTransport implements Transport, HealthCheck, MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "SMTP out", description = "Carrying mail to other servers.")
    public @interface Config {
        @AttributeDefinition(description = "Name that this server says in EHLO; empty: the machine's name.")
        String hostname() default "";

        @AttributeDefinition(description = "Port of other servers.", min = "1", max = "65535")
        int port() default 25;

        @AttributeDefinition(description = "Whether IPv6 is used.")
        boolean ipv6() default true;

        @AttributeDefinition(
                description =
                        "Addresses that a tenant's mail comes from: TENANT=ADDRESS, one or two for each; the tenant * is everybody else.")
        String[] source() default {};

        @AttributeDefinition(
                description =
                        "Addresses of this server as others see it, if it has them not itself: MX records that lead there lead back.")
        String[] ourAddresses() default {};

        @AttributeDefinition(
                description = "File of PEM certificates of authorities to trust beside the usual ones; empty: none.")
        String trust() default "";

        @AttributeDefinition(description = "Whether DANE is heeded.")
        boolean dane() default true;

        @AttributeDefinition(description = "Whether MTA-STS is heeded.")
        boolean mtaSts() default true;

        @AttributeDefinition(description = "Port of the servers that have MTA-STS policies.", min = "1", max = "65535")
        int mtaStsPort() default 443;

        @AttributeDefinition(
                description =
                        "Whether policies are also fetched from addresses of private networks, which strangers may name.")
        boolean privateAddresses() default false;

        @AttributeDefinition(description = "How long fetching a policy may take, in seconds.", min = "1")
        int fetchSeconds() default 30;

        @AttributeDefinition(description = "Whether BDAT is used where it is offered.")
        boolean chunking() default true;

        @AttributeDefinition(description = "Servers that one attempt tries.", min = "1", max = "20")
        int maxServers() default 5;

        @AttributeDefinition(description = "How long connecting may take, in seconds.", min = "1")
        int connectSeconds() default 30;

        @AttributeDefinition(description = "How long a greeting or a TLS handshake may take, in seconds.", min = "1")
        int greetingSeconds() default 300;

        @AttributeDefinition(description = "How long the reply to a command may take, in seconds.", min = "1")
        int commandSeconds() default 300;

        @AttributeDefinition(description = "How long the reply to DATA may take, in seconds.", min = "1")
        int dataInitiationSeconds() default 120;

        @AttributeDefinition(description = "How long a block of a message may take to be sent, in seconds.", min = "1")
        int dataBlockSeconds() default 180;

        @AttributeDefinition(description = "How long the reply to a whole message may take, in seconds.", min = "1")
        int dataEndSeconds() default 600;

        @AttributeDefinition(description = "How long one message may take in all, in seconds.", min = "1")
        int messageSeconds() default 3_600;

        @AttributeDefinition(description = "How long a connection waits for its next message, in seconds.", min = "1")
        int idleSeconds() default 10;

        @AttributeDefinition(description = "Connections that wait for their next message; 0: none.", min = "0")
        int maxIdle() default 200;

        @AttributeDefinition(description = "Messages on one connection.", min = "1")
        int maxMessagesPerConnection() default 100;

        @AttributeDefinition(
                description = "How long to wait for the name service while it is replaced, in seconds.",
                min = "0")
        int patienceSeconds() default 20;

        @AttributeDefinition(
                description = "How long an update of this waits for messages under way, in seconds.",
                min = "0")
        int drainSeconds() default 20;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SmtpTransport.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Config config;
    private final InstantSource clock;
    private final Watchdog watchdog = new Watchdog();
    private final Swappable<Resolver> dns = new Swappable<>("dns");
    private final Swappable<Annex> annex = new Swappable<>("store");
    private final List<Outcomes> outcomes = new CopyOnWriteArrayList<>();
    private final List<RelayHost> relayHosts = new CopyOnWriteArrayList<>();
    private final Map<Listener, List<InetSocketAddress>> listeners = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Figures figures = new Figures();
    private final MxLookup mx;
    private final StsPolicies sts;
    private final Tools tools;

    @Activate
    public SmtpTransport(Config config) throws IOException, GeneralSecurityException {
        this(config, InstantSource.system());
    }

    SmtpTransport(Config config, InstantSource clock) throws IOException, GeneralSecurityException {
        this.config = config;
        this.clock = clock;
        String hostname = config.hostname().isEmpty() ? machineName() : config.hostname();
        Resolver resolver = this::ask;
        Patience patience = new Patience(
                Duration.ofSeconds(config.greetingSeconds()),
                Duration.ofSeconds(config.commandSeconds()),
                Duration.ofSeconds(config.dataInitiationSeconds()),
                Duration.ofSeconds(config.dataBlockSeconds()),
                Duration.ofSeconds(config.dataEndSeconds()),
                Duration.ofSeconds(config.messageSeconds()));
        Trust trust = Trust.of(config.trust().isEmpty() ? null : Path.of(config.trust()));
        Pool pool =
                new Pool(config.maxIdle(), config.maxMessagesPerConnection(), Duration.ofSeconds(config.idleSeconds()));
        mx = new MxLookup(resolver, new SecureRandom());
        HostLookup hosts = new HostLookup(resolver, config.ipv6());
        Dialer dialer = new Dialer(watchdog, Duration.ofSeconds(config.connectSeconds()));
        Handshake handshake = new Handshake(trust);
        HttpsClient https = new HttpsClient(
                hosts, dialer, handshake, config.privateAddresses(), Duration.ofSeconds(config.fetchSeconds()));
        sts = new StsPolicies(
                resolver, https, config.mtaStsPort(), annex, Duration.ofSeconds(config.patienceSeconds()), clock);
        tools = new Tools(
                hosts,
                new Ourselves(Set.of(hostname), addresses(config.ourAddresses()), this::listening),
                new Rules(config.dane() ? new DaneLookup(resolver) : null, config.mtaSts() ? sts : null, config.port()),
                new EachOutcome(),
                new Sources(config.source()),
                dialer,
                new Opening(hostname, handshake, patience),
                pool,
                patience,
                config.port(),
                config.maxServers(),
                config.chunking());
        watchdog.every(SWEEP, pool::sweep);
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static Set<InetAddress> addresses(String[] literals) {
        return Arrays.stream(literals)
                .map(String::strip)
                .map(InetAddress::ofLiteral)
                .collect(Collectors.toSet());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDns(Resolver service) {
        dns.bind(service);
    }

    void unbindDns(Resolver service) {
        dns.unbind(service, Duration.ofSeconds(config.drainSeconds()));
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAnnex(Annex service) {
        annex.bind(service);
    }

    void unbindAnnex(Annex service) {
        annex.unbind(service, Duration.ofSeconds(config.drainSeconds()));
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindOutcomes(Outcomes service) {
        outcomes.add(service);
    }

    void unbindOutcomes(Outcomes service) {
        outcomes.remove(service);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindRelayHost(RelayHost host) {
        relayHosts.add(host);
    }

    void unbindRelayHost(RelayHost host) {
        relayHosts.remove(host);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindListener(Listener listener) {
        listeners.put(listener, listener.protocol().equals("smtp") ? listener.addresses() : List.of());
    }

    void unbindListener(Listener listener) {
        listeners.remove(listener);
    }

    @Deactivate
    void deactivate() {
        long deadline =
                System.nanoTime() + Duration.ofSeconds(config.drainSeconds()).toNanos();
        while (underWay.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        tools.pool().close();
        watchdog.close();
    }

    @Override
    public List<Carried> carry(Consignment consignment) {
        underWay.incrementAndGet();
        long begun = System.nanoTime();
        try {
            List<Carried> results = deliver(consignment);
            figures.carried(results, System.nanoTime() - begun);
            return results;
        } finally {
            underWay.decrementAndGet();
        }
    }

    private List<Carried> deliver(Consignment consignment) {
        Ledger ledger = new Ledger(consignment.recipients().size());
        Letter letter;
        try {
            letter = Letter.of(consignment, clock.instant());
        } catch (IllegalArgumentException e) {
            ledger.settleRest(new Carried.Failed("553 5.1.7 " + e.getMessage(), ""));
            return ledger.results();
        } catch (IOException e) {
            ledger.settleRest(
                    new Carried.Later("451 4.3.0 The message cannot be read now: " + e.getMessage(), "", false));
            return ledger.results();
        }
        for (int recipient : ledger.open()) {
            if (letter.to().get(recipient).isEmpty()) {
                ledger.settle(recipient, new Carried.Failed("553 5.1.3 The recipient is no address", ""));
            }
        }
        try {
            if (!ledger.isComplete()) {
                travel(consignment, letter, ledger);
            }
        } catch (RuntimeException e) {
            LOG.error("event=smtp-out.carry outcome=failed trace={}", consignment.traceId(), e);
            ledger.settleRest(new Carried.Later("451 4.3.0 An error of this server: " + e, "", false));
        }
        return ledger.results();
    }

    private void travel(Consignment consignment, Letter letter, Ledger ledger) {
        Journey journey = new Journey(tools, consignment, letter, ledger);
        if (consignment.isRelay()) {
            RelayHost.Relay relay = relay(consignment.destination());
            if (relay == null) {
                ledger.settleRest(new Carried.Later(
                        "451 4.3.5 There is no relay host " + consignment.destination() + " any more", "", true));
            } else {
                journey.travel(relay);
            }
            return;
        }
        switch (mx.find(consignment.destination())) {
            case Route.Servers servers -> journey.travel(consignment.destination(), servers);
            case Route.None none -> ledger.settleRest(new Carried.Failed(none.reply(), ""));
            case Route.Unknown unknown -> ledger.settleRest(new Carried.Later(unknown.reply(), "", true));
        }
    }

    private RelayHost.@Nullable Relay relay(String name) {
        for (RelayHost host : relayHosts) {
            if (host.name().equals(name)) {
                return host.relay();
            }
        }
        return RelayHost.Relay.adHoc(name);
    }

    @Override
    public List<String> explain(String destination) {
        RelayHost.Relay relay = relay(destination);
        boolean isNamed = relayHosts.stream().anyMatch(host -> host.name().equals(destination));
        return relay != null && (isNamed || destination.indexOf(':') > 0 && !destination.startsWith("["))
                ? new Explanation(tools, mx).of(relay)
                : new Explanation(tools, mx).of(destination);
    }

    /** Never more than a warning: what cannot go now waits in the queue. */
    @Override
    public Result execute() {
        return sts.trouble().isEmpty()
                ? new Result(Result.Status.OK, underWay.get() + " consignments under way")
                : new Result(Result.Status.WARN, sts.trouble());
    }

    @Override
    public void measure(Metrics out) {
        figures.measure(out);
        out.gauge("mailbay_smtp_out_running", "Attempts under way.", underWay.get());
        out.gauge(
                "mailbay_smtp_out_idle_connections",
                "Connections that wait for their next message.",
                tools.pool().size());
        out.gauge(
                "mailbay_smtp_out_policies_failing",
                "1 while MTA-STS policies cannot be read or kept, else 0.",
                sts.trouble().isEmpty() ? 0 : 1);
    }

    private List<InetSocketAddress> listening() {
        List<InetSocketAddress> all = new ArrayList<>();
        listeners.values().forEach(all::addAll);
        return all;
    }

    private Answer ask(String name, RecordType type) {
        try (Lease<Resolver> lease = dns.acquire(Duration.ofSeconds(config.patienceSeconds()))) {
            return lease.service().ask(name, type);
        } catch (AwayException e) {
            return new Answer(
                    name, type, Answer.Status.FAILED, false, List.of(), Duration.ZERO, "the name service is away");
        }
    }

    /** Tells whoever counts. */
    private final class EachOutcome implements Outcomes {
        @Override
        public void made(Published published) {
            figures.connected(published.type(), true);
            outcomes.forEach(service -> service.made(published));
        }

        @Override
        public void failed(Published published, TlsException failure, String server, String address) {
            figures.connected(published.type(), false);
            outcomes.forEach(service -> service.failed(published, failure, server, address));
        }
    }
}
