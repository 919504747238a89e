package org.mailbay.pop3;

import java.time.Duration;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.directory.Directory;
import org.mailbay.mail.Mailroom;
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

/** The protocol {@code pop3}: opens sessions, and holds what they share. */
@Component(
        immediate = true,
        configurationPid = "pop3",
        property = {Protocol.NAME + "=pop3", HealthCheck.NAME + "=pop3", HealthCheck.TAGS + "=mailbay"})
@Designate(ocd = Pop3Protocol.Config.class)
public final class Pop3Protocol implements Protocol, HealthCheck, MetricSource {
    /** Configuration. */
    @ObjectClassDefinition(name = "POP3", description = "Fetching mail of the inbox by POP3")
    public @interface Config {
        @AttributeDefinition(description = "Commands that are none, after which a client is sent away", min = "1")
        int maxErrors() default 20;

        @AttributeDefinition(description = "Failed log-ins after which a client is sent away", min = "1")
        int maxAuthFailures() default 3;

        @AttributeDefinition(description = "How long a client waits after a failed log-in, in seconds", min = "0")
        int authDelaySeconds() default 2;

        @AttributeDefinition(description = "How long a client waits for a part that is being replaced, in seconds")
        int patienceSeconds() default 20;

        @AttributeDefinition(description = "How long an update of another part waits for calls inside it, in seconds")
        int drainSeconds() default 20;
    }

    private final Config config;
    private final Traffic traffic = new Traffic();
    private final Maildrops maildrops = new Maildrops();
    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Swappable<Mailroom> mailroom = new Swappable<>("mailroom");

    @Activate
    public Pop3Protocol(Config config) {
        this.config = config;
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
    void bindMailroom(Mailroom service) {
        mailroom.bind(service);
    }

    void unbindMailroom(Mailroom service) {
        mailroom.unbind(service, drain());
    }

    @Override
    public Session open(Connection connection) {
        traffic.opened();
        return new Pop3Session(this, connection);
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        Optional<Session> resumed =
                FrozenSession.of(state).flatMap(frozen -> Pop3Session.resume(this, connection, frozen));
        if (resumed.isPresent()) {
            traffic.resumed();
        }
        return resumed;
    }

    @Override
    public byte[] unavailable(Unavailable why) {
        return switch (why) {
            case SHUTTING_DOWN -> new Reply(false, "SYS/TEMP", "Service not available, closing").toBytes();
            case BUSY -> new Reply(false, "SYS/TEMP", "Too many connections").toBytes();
            case IDLE_TIMEOUT -> new byte[0]; // RFC 1939 §3: closes without a word
        };
    }

    @Override
    public Result execute() {
        if (!directory.isPresent() || !mailroom.isPresent()) {
            return new Result(
                    Result.Status.TEMPORARILY_UNAVAILABLE,
                    "log-ins are answered with -ERR [SYS/TEMP]: " + (directory.isPresent() ? "mailroom" : "directory")
                            + " is away");
        }
        return new Result(Result.Status.OK, "serving " + maildrops.size() + " maildrops");
    }

    @Override
    public void measure(Metrics out) {
        traffic.measure(out, maildrops.size());
    }

    Traffic traffic() {
        return traffic;
    }

    Maildrops maildrops() {
        return maildrops;
    }

    Swappable<Directory> directory() {
        return directory;
    }

    Swappable<Mailroom> mailroom() {
        return mailroom;
    }

    Duration patience() {
        return Duration.ofSeconds(config.patienceSeconds());
    }

    private Duration drain() {
        return Duration.ofSeconds(config.drainSeconds());
    }

    int maxErrors() {
        return config.maxErrors();
    }

    int maxAuthFailures() {
        return config.maxAuthFailures();
    }

    /** Who guesses passwords waits; it holds up no other session. */
    void pauseAfterFailure() {
        try {
            Thread.sleep(Duration.ofSeconds(config.authDelaySeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
