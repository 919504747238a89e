package org.mailbay.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.delivery.Delivery;
import org.mailbay.directory.Directory;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Session;
import org.mailbay.swap.Swappable;
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
    @ObjectClassDefinition(name = "SMTP", description = "Receiving mail by SMTP")
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

        @AttributeDefinition(description = "How long a client waits for a part that is being replaced, in seconds")
        int patienceSeconds() default 20;

        @AttributeDefinition(
                description = "How long an update of another part waits for messages under way, in seconds")
        int drainSeconds() default 20;
    }

    private final Config config;
    private final String hostname;
    private final InstantSource clock;
    private final TraceIds traceIds = new TraceIds(new SecureRandom());
    private final Traffic traffic = new Traffic();
    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Swappable<Delivery> delivery = new Swappable<>("delivery");

    @Activate
    public SmtpProtocol(Config config) {
        this(config, InstantSource.system());
    }

    SmtpProtocol(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.hostname = config.hostname().isEmpty() ? machineName() : config.hostname();
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
        directory.unbind(service, Duration.ofSeconds(config.drainSeconds()));
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDelivery(Delivery service) {
        delivery.bind(service);
    }

    void unbindDelivery(Delivery service) {
        delivery.unbind(service, Duration.ofSeconds(config.drainSeconds()));
    }

    @Override
    public Session open(Connection connection) {
        traffic.opened();
        return new SmtpSession(this, connection);
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        return FrozenSession.of(state).map(frozen -> {
            traffic.resumed();
            return new SmtpSession(this, connection, frozen);
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
        return new Result(Result.Status.OK, "receiving");
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

    Duration patience() {
        return Duration.ofSeconds(config.patienceSeconds());
    }

    String hostname() {
        return hostname;
    }

    long maxMessageBytes() {
        return config.maxMessageBytes();
    }

    int maxRecipients() {
        return config.maxRecipients();
    }

    int maxErrors() {
        return config.maxErrors();
    }

    int dataTimeoutSeconds() {
        return config.dataTimeoutSeconds();
    }

    String nextTraceId() {
        return traceIds.next();
    }

    Instant now() {
        return clock.instant();
    }
}
