package org.mailbay.smtp.out.tlsrpt;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Relay;
import org.mailbay.dns.Answer;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mime.Address;
import org.mailbay.smtp.out.https.HttpsClient;
import org.mailbay.smtp.out.mx.HostLookup;
import org.mailbay.smtp.out.tls.Handshake;
import org.mailbay.smtp.out.tls.Outcomes;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.smtp.out.tls.Trust;
import org.mailbay.smtp.out.tlsrpt.Ledgers.Due;
import org.mailbay.smtp.out.tlsrpt.Tally.Counts;
import org.mailbay.smtp.out.tlsrpt.Tally.Failure;
import org.mailbay.smtp.out.tlsrpt.Tally.Kind;
import org.mailbay.smtp.out.wire.Dialer;
import org.mailbay.smtp.out.wire.Watchdog;
import org.mailbay.store.Annex;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
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

/** Counts how connections went, and tells each domain that asks for it once a day. Not there unless it is configured. */
@Component(
        service = Outcomes.class,
        immediate = true,
        configurationPid = "smtp-out.tlsrpt",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TlsReports.Config.class)
public final class TlsReports implements Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReports.class);
    private static final Duration FLUSH = Duration.ofMinutes(1);
    private static final Duration PERIOD = Duration.ofMinutes(30);
    private static final Duration GIVE_UP = Duration.ofDays(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LATEST_MINUTES = 240;

    /** What an operator can set. */
    @ObjectClassDefinition(
            name = "TLS reports",
            description = "Reports on TLS, sent daily to the domains that ask for them.")
    public @interface Config {
        @AttributeDefinition(description = "Address that reports come from, of a domain that is served here.")
        String from();

        @AttributeDefinition(description = "Name of who reports; empty: the domain of the address.")
        String organization() default "";

        @AttributeDefinition(
                description = "File of PEM certificates of authorities to trust beside the usual ones; empty: none.")
        String trust() default "";

        @AttributeDefinition(
                description =
                        "Whether reports are also sent to addresses of private networks, which strangers may name.")
        boolean privateAddresses() default false;

        @AttributeDefinition(
                description = "How long to wait for a service while it is replaced, in seconds.",
                min = "0")
        int patienceSeconds() default 20;
    }

    private final Config config;
    private final InstantSource clock;
    private final Swappable<Annex> annex = new Swappable<>("store");
    private final Swappable<Relay> relay = new Swappable<>("relay");
    private final Swappable<Resolver> dns = new Swappable<>("dns");
    private final Watchdog watchdog = new Watchdog();
    private final ReentrantLock counting = new ReentrantLock();
    private final ReentrantLock working = new ReentrantLock();
    private final Tally tally = new Tally();
    private final Ledgers ledgers;
    private final Dispatch dispatch;
    /** Of the day, after which reports are sent: not all the world at midnight (RFC 8460 §4.1). */
    private final Duration delay =
            Duration.ofMinutes(ThreadLocalRandom.current().nextInt(5, LATEST_MINUTES));

    private volatile Instant next;

    @Activate
    public TlsReports(Config config) throws IOException, GeneralSecurityException {
        this(config, InstantSource.system());
    }

    TlsReports(Config config, InstantSource clock) throws IOException, GeneralSecurityException {
        if (Address.parse(config.from()).isEmpty()) {
            throw new IllegalArgumentException("smtp-out.tlsrpt.from is no address: \"" + config.from() + "\"");
        }
        this.config = config;
        this.clock = clock;
        this.next = clock.instant();
        Duration wait = Duration.ofSeconds(config.patienceSeconds());
        Trust trust = Trust.of(config.trust().isEmpty() ? null : Path.of(config.trust()));
        ledgers = new Ledgers(annex, wait);
        HttpsClient https = new HttpsClient(
                new HostLookup(this::ask, true),
                new Dialer(watchdog, TIMEOUT),
                new Handshake(trust),
                config.privateAddresses(),
                TIMEOUT);
        dispatch = new Dispatch(this::ask, https, relay, wait);
        watchdog.every(FLUSH, () -> Thread.ofVirtual().name("tlsrpt").start(this::tick));
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAnnex(Annex service) {
        annex.bind(service);
    }

    void unbindAnnex(Annex service) {
        annex.unbind(service, TIMEOUT);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindRelay(Relay service) {
        relay.bind(service);
    }

    void unbindRelay(Relay service) {
        relay.unbind(service, TIMEOUT);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDns(Resolver service) {
        dns.bind(service);
    }

    void unbindDns(Resolver service) {
        dns.unbind(service, TIMEOUT);
    }

    /** Before the store may go: what was counted is written down. */
    @Deactivate
    void deactivate() {
        watchdog.close();
        working.lock();
        try {
            flush();
        } finally {
            working.unlock();
        }
    }

    @Override
    public void made(Published published) {
        count(published, null);
    }

    @Override
    public void failed(Published published, TlsException failure, String server, String address) {
        count(
                published,
                new Failure(
                        failure.fault().word(),
                        Row.cut(server),
                        address,
                        Row.cut(String.valueOf(failure.getMessage()))));
    }

    private void count(Published published, @Nullable Failure failure) {
        counting.lock();
        try {
            Counts counts = tally.of(today(), Row.bounded(published));
            if (counts == null) {
                return;
            }
            if (failure == null) {
                counts.good++;
            } else {
                counts.add(failure, 1);
            }
        } finally {
            counting.unlock();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void tick() {
        if (working.tryLock()) {
            try {
                flush();
                if (!clock.instant().isBefore(next)) {
                    next = clock.instant().plus(PERIOD);
                    report();
                }
            } finally {
                working.unlock();
            }
        }
    }

    /** Writes down what was counted; what cannot be written is lost, and that is said. */
    void flush() {
        Map<Kind, Counts> counted;
        counting.lock();
        try {
            counted = tally.take();
        } finally {
            counting.unlock();
        }
        if (!counted.isEmpty()) {
            try {
                ledgers.add(counted);
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=tlsrpt.count outcome=lost policies={} reason=\"{}\"", counted.size(), e.toString());
            }
        }
    }

    /** Sends what is due: days that are over. */
    void report() {
        Instant now = clock.instant();
        try {
            for (Due due : ledgers.due(LocalDate.ofInstant(now.minus(delay), ZoneOffset.UTC))) {
                report(due, now);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=tlsrpt.report outcome=deferred reason=\"{}\"", e.toString());
        }
    }

    private void report(Due due, Instant now) throws IOException {
        String reason = "";
        try {
            List<String> places = dispatch.places(due.domain());
            if (places.isEmpty()) {
                ledgers.remove(due);
                return;
            }
            String organization = config.organization().isEmpty()
                    ? config.from().substring(config.from().lastIndexOf('@') + 1)
                    : config.organization();
            Report report = Report.of(due, ledgers.rows(due), organization, config.from());
            boolean isSent = false;
            for (String place : places) {
                try {
                    dispatch.send(report, place, now);
                    isSent = true;
                } catch (IOException e) {
                    reason = place + ": " + e.getMessage();
                }
            }
            if (isSent) {
                LOG.info("event=tlsrpt.report outcome=sent domain={} day={}", due.domain(), due.day());
                ledgers.remove(due);
                return;
            }
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        boolean isOver = now.isAfter(
                due.day().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).plus(GIVE_UP));
        LOG.debug("event=tlsrpt.report outcome=deferred domain={} reason=\"{}\"", due.domain(), reason);
        if (isOver) {
            LOG.warn(
                    "event=tlsrpt.report outcome=given-up domain={} day={} reason=\"{}\"",
                    due.domain(),
                    due.day(),
                    reason);
            ledgers.remove(due);
        }
    }

    private Answer ask(String name, RecordType type) {
        try (Lease<Resolver> lease = dns.acquire(Duration.ofSeconds(config.patienceSeconds()))) {
            return lease.service().ask(name, type);
        } catch (AwayException e) {
            return new Answer(
                    name, type, Answer.Status.FAILED, false, List.of(), Duration.ZERO, "the name service is away");
        }
    }
}
