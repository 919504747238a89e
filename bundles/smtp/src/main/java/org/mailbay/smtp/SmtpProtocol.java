package org.mailbay.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.antispam.Antispam;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Router;
import org.mailbay.directory.Directory;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Session;
import org.mailbay.swap.Swappable;
import org.mailbay.trace.TraceId;
import org.mailbay.trace.Traces;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The protocol {@code smtp}: opens sessions, and holds what they share. */
@Component(
        immediate = true,
        configurationPid = "smtp",
        property = {Protocol.NAME + "=smtp", HealthCheck.NAME + "=smtp", HealthCheck.TAGS + "=mailbay"})
@Designate(ocd = SmtpProtocol.Config.class)
public final class SmtpProtocol implements Protocol, HealthCheck, MetricSource {
    /** Configuration. */
    @ObjectClassDefinition(name = "SMTP", description = "Receiving and submitting mail by SMTP, receiving by LMTP")
    public @interface Config {
        @AttributeDefinition(description = "Name the server greets with; empty: the machine's name")
        String hostname() default "";

        @AttributeDefinition(description = "Largest message in bytes, announced as SIZE", min = "65536")
        long maxMessageBytes() default 52_428_800;

        @AttributeDefinition(description = "Recipients in one transaction; RFC 5321 asks for at least 100", min = "100")
        int maxRecipients() default 1_000;

        @AttributeDefinition(description = "Errors after which a client is sent away", min = "1")
        int maxErrors() default 20;

        @AttributeDefinition(description = "Longest time for the content of one message, in seconds", min = "1")
        int dataTimeoutSeconds() default 1_800;

        @AttributeDefinition(description = "Longest header of a message, in bytes", min = "16384", max = "524288")
        int maxHeaderBytes() default 262_144;

        @AttributeDefinition(
                description = "Recipients one user may send to by SMTP in an hour; 0: any number",
                min = "0")
        int maxRecipientsInHour() default 2_000;

        @AttributeDefinition(
                description =
                        "For how many days a user may have a message held before it goes (FUTURERELEASE); 0: none",
                min = "0",
                max = "3650")
        int maxHoldDays() default 60;

        @AttributeDefinition(
                description = "Highest priority a user may give a message (MT-PRIORITY)",
                min = "-9",
                max = "9")
        int maxPriority() default 4;

        @AttributeDefinition(description = "Failed log-ins after which a client is sent away", min = "1")
        int maxAuthFailures() default 3;

        @AttributeDefinition(description = "How long a client waits after a failed log-in, in seconds", min = "0")
        int authDelaySeconds() default 2;

        @AttributeDefinition(description = "Whether the address a user sends from is left out of the Received field")
        boolean hideClient() default true;

        @AttributeDefinition(
                description =
                        "Whether what a user submits is filed in the mailbox of role sent; most programs do that themselves")
        boolean sentCopy() default false;

        @AttributeDefinition(
                description =
                        "Whether what comes by LMTP is judged; the server beside this one took it from we know not whom, so only what the message itself says counts")
        boolean judgeLmtp() default true;

        @AttributeDefinition(description = "How long a client waits for a part that is being replaced, in seconds")
        int patienceSeconds() default 20;

        @AttributeDefinition(
                description = "How long an update of another part waits for messages under way, in seconds")
        int drainSeconds() default 20;
    }

    private final Config config;
    private final String hostname;
    private final InstantSource clock;
    private final Path spoolFolder;
    private final SecureRandom random = new SecureRandom();
    private final Traffic traffic = new Traffic();
    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Swappable<Delivery> delivery = new Swappable<>("delivery");
    private final Swappable<Traces> traces = new Swappable<>("trace");
    private final Extra<Router> router;
    private final Extra<Relay> relay;
    private final Extra<Antispam> antispam;
    private final Routes routes = new Routes(this);
    private final Diary diary = new Diary(this, traces);
    private final Allowance allowance;

    @Activate
    public SmtpProtocol(BundleContext context, Config config) {
        this(config, InstantSource.system(), dataFolder(context).resolve("spool"));
        Map.of(Router.class, router, Relay.class, relay, Antispam.class, antispam)
                .forEach((type, extra) -> {
                    if (isInstalled(context, type)) {
                        extra.expect();
                    }
                });
    }

    /** Whether a bundle says that it has such a service, in its manifest. */
    private static boolean isInstalled(BundleContext context, Class<?> type) {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(Objects::nonNull)
                .flatMap(revision -> revision.getDeclaredCapabilities("osgi.service").stream())
                .anyMatch(capability -> capability.getAttributes().get("objectClass") instanceof List<?> names
                        && names.contains(type.getName()));
    }

    SmtpProtocol(Config config, InstantSource clock, Path spoolFolder) {
        this.config = config;
        this.clock = clock;
        this.spoolFolder = spoolFolder;
        this.hostname = config.hostname().isEmpty() ? machineName() : config.hostname();
        router = Extra.lasting("router", patience(), drain());
        relay = new Extra<>("relay", patience(), drain());
        antispam = new Extra<>("antispam", patience(), drain());
        allowance = new Allowance(config.maxRecipientsInHour(), System::nanoTime);
    }

    private static Path dataFolder(BundleContext context) {
        return Path.of(Optional.ofNullable(context.getProperty("mailbay.data"))
                .orElseThrow(
                        () -> new IllegalStateException("The framework property mailbay.data names no data folder.")));
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDirectory(Directory service) {
        directory.bind(service);
    }

    void unbindDirectory(Directory service) {
        directory.unbind(service, drain());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDelivery(Delivery service) {
        delivery.bind(service);
    }

    void unbindDelivery(Delivery service) {
        delivery.unbind(service, drain());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindRouter(Router service) {
        router.bind(service);
    }

    void unbindRouter(Router service) {
        router.unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindRelay(Relay service) {
        relay.bind(service);
    }

    void unbindRelay(Relay service) {
        relay.unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAntispam(Antispam service) {
        antispam.bind(service);
    }

    void unbindAntispam(Antispam service) {
        antispam.unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindTraces(Traces service) {
        traces.bind(service);
    }

    void unbindTraces(Traces service) {
        traces.unbind(service, drain());
    }

    @Override
    public Session open(Connection connection) {
        Role role = Role.of(connection);
        traffic.of(role).opened();
        return new SmtpSession(this, connection, role);
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        Role role = Role.of(connection);
        return FrozenSession.of(state).map(frozen -> {
            Session session = new SmtpSession(this, connection, role, frozen);
            traffic.of(role).resumed();
            return session;
        });
    }

    @Override
    public byte[] unavailable(Unavailable why) {
        return Replies.unavailable(why, hostname).toBytes();
    }

    @Override
    public Result execute() {
        if (!directory.isPresent() || !delivery.isPresent()) {
            return new Result(
                    Result.Status.TEMPORARILY_UNAVAILABLE,
                    "mail is answered with 451: " + (directory.isPresent() ? "delivery" : "directory") + " is away");
        }
        return new Result(
                Result.Status.OK,
                "receiving" + (relay.isKnown() ? ", sending by the queue" : ", sending to nobody: there is no queue")
                        + (antispam.isKnown() ? ", judging" : ", judging nothing")
                        + (router.isKnown() ? ", routing" : ", routing by the directory alone"));
    }

    @Override
    public void measure(Metrics out) {
        traffic.measure(out);
    }

    Traffic traffic() {
        return traffic;
    }

    Swappable<Directory> directory() {
        return directory;
    }

    Swappable<Delivery> delivery() {
        return delivery;
    }

    Extra<Router> router() {
        return router;
    }

    Extra<Relay> relay() {
        return relay;
    }

    Extra<Antispam> antispam() {
        return antispam;
    }

    Routes routes() {
        return routes;
    }

    Diary diary() {
        return diary;
    }

    Allowance allowance() {
        return allowance;
    }

    Path spoolFolder() {
        return spoolFolder;
    }

    Duration patience() {
        return Duration.ofSeconds(config.patienceSeconds());
    }

    private Duration drain() {
        return Duration.ofSeconds(config.drainSeconds());
    }

    String hostname() {
        return hostname;
    }

    long maxMessageBytes() {
        return config.maxMessageBytes();
    }

    int maxHeaderBytes() {
        return config.maxHeaderBytes();
    }

    int maxRecipients() {
        return config.maxRecipients();
    }

    int maxErrors() {
        return config.maxErrors();
    }

    int maxAuthFailures() {
        return config.maxAuthFailures();
    }

    int maxPriority() {
        return config.maxPriority();
    }

    Duration maxHold() {
        return Duration.ofDays(config.maxHoldDays());
    }

    int dataTimeoutSeconds() {
        return config.dataTimeoutSeconds();
    }

    boolean hidesClient() {
        return config.hideClient();
    }

    boolean judgesLmtp() {
        return config.judgeLmtp();
    }

    boolean filesSentCopy() {
        return config.sentCopy();
    }

    /** Who guesses passwords waits; it holds up no other session. */
    void pauseAfterFailure() {
        try {
            Thread.sleep(Duration.ofSeconds(config.authDelaySeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String nextTraceId() {
        return TraceId.of(now(), random);
    }

    Instant now() {
        return clock.instant();
    }
}
