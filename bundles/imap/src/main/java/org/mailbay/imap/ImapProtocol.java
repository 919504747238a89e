package org.mailbay.imap;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.directory.Directory;
import org.mailbay.imap.fetch.Envelopes;
import org.mailbay.imap.mailbox.Views;
import org.mailbay.imap.session.About;
import org.mailbay.imap.session.Limits;
import org.mailbay.imap.session.Recents;
import org.mailbay.imap.session.Services;
import org.mailbay.imap.session.Traffic;
import org.mailbay.imap.session.Watchers;
import org.mailbay.mail.Mailroom;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Session;
import org.mailbay.store.AccountId;
import org.mailbay.store.Annex;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.swap.Swappable;
import org.mailbay.trace.spi.SpanListener;
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

/** The protocol {@code imap}: opens sessions, and holds what they share. */
@Component(
        immediate = true,
        configurationPid = "imap",
        property = {Protocol.NAME + "=imap", HealthCheck.NAME + "=imap", HealthCheck.TAGS + "=mailbay"})
@Designate(ocd = ImapProtocol.Config.class)
public final class ImapProtocol implements Protocol, CommitListener, HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(ImapProtocol.class);

    /** Configuration. */
    @ObjectClassDefinition(name = "IMAP", description = "Mail programs by IMAP4rev2 and IMAP4rev1")
    public @interface Config {
        @AttributeDefinition(description = "Largest message in bytes, announced as APPENDLIMIT", min = "65536")
        long maxMessageBytes() default 52_428_800;

        @AttributeDefinition(description = "Errors in a row after which a client is sent away", min = "1")
        int maxErrors() default 20;

        @AttributeDefinition(description = "Failed log-ins after which a client is sent away", min = "1")
        int maxAuthFailures() default 3;

        @AttributeDefinition(description = "How long a client waits after a failed log-in, in seconds", min = "0")
        int authDelaySeconds() default 2;

        @AttributeDefinition(
                description =
                        "Envelopes of messages kept in memory, in megabytes: clients ask for those of whole mailboxes",
                min = "0",
                max = "1024")
        int envelopeMegabytes() default 32;

        @AttributeDefinition(
                description =
                        "How users reach the administrator: a URI, told by METADATA as /shared/admin; empty: not told")
        String adminUri() default "";

        @AttributeDefinition(description = "A note for all users, told by METADATA as /shared/comment; empty: none")
        String comment() default "";

        @AttributeDefinition(
                description =
                        "URL of the JMAP session for the same mail, told by JMAPACCESS, such as https://mail.example.org/.well-known/jmap; empty: not told")
        String jmapUrl() default "";

        @AttributeDefinition(
                description = "How often a client is told how far a long command is, in seconds (INPROGRESS)",
                min = "0")
        int progressSeconds() default 12;

        @AttributeDefinition(
                description =
                        "Messages that one command may be about, announced as MESSAGELIMIT, from 1000; 0 for any number, as programs expect",
                min = "0")
        int messageLimit() default 0;

        @AttributeDefinition(description = "How long a client waits for a part that is being replaced, in seconds")
        int patienceSeconds() default 20;

        @AttributeDefinition(
                description = "How long an update of another part waits for commands under way, in seconds")
        int drainSeconds() default 20;
    }

    private final Config config;
    private final Services services;
    private final Set<ImapSession> sessions = ConcurrentHashMap.newKeySet();
    private final Revocations revocations;

    @Activate
    public ImapProtocol(Config config) {
        this(config, InstantSource.system());
    }

    ImapProtocol(Config config, InstantSource clock) {
        this.config = config;
        services = new Services(
                new Swappable<>("directory"),
                new Swappable<>("mail"),
                new Swappable<>("store"),
                new Views(),
                new Envelopes(config.envelopeMegabytes() * 1024L * 1024),
                new Recents(),
                new Watchers(),
                new Traffic(),
                new Limits(
                        config.maxMessageBytes(),
                        config.maxErrors(),
                        config.maxAuthFailures(),
                        Duration.ofSeconds(config.authDelaySeconds()),
                        Duration.ofSeconds(config.patienceSeconds()),
                        Duration.ofSeconds(config.progressSeconds()),
                        config.messageLimit()),
                new About(config.adminUri(), config.comment(), config.jmapUrl()),
                clock);
        revocations = new Revocations(services.directory(), sessions);
    }

    @Deactivate
    void stop() {
        revocations.stop();
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDirectory(Directory service) {
        services.directory().bind(service);
    }

    void unbindDirectory(Directory service) {
        services.directory().unbind(service, drain());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindSpans(SpanListener service) {
        services.traffic().spans().bind(service);
    }

    void unbindSpans(SpanListener service) {
        services.traffic().spans().unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindMailroom(Mailroom service) {
        services.mailroom().bind(service);
    }

    void unbindMailroom(Mailroom service) {
        services.mailroom().unbind(service, drain());
        services.views().clear();
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAnnex(Annex service) {
        services.annex().bind(service);
    }

    void unbindAnnex(Annex service) {
        services.annex().unbind(service, drain());
    }

    private Duration drain() {
        return Duration.ofSeconds(config.drainSeconds());
    }

    @Override
    public Session open(Connection connection) {
        services.traffic().opened();
        return added(new ImapSession(services, connection, this::left));
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        Optional<FrozenSession> frozen = FrozenSession.of(state);
        if (frozen.isEmpty()) {
            return Optional.empty();
        }
        try {
            ImapSession session = new ImapSession(services, connection, this::left, frozen.get());
            services.traffic().resumed();
            return Optional.of(added(session));
        } catch (IOException e) {
            LOG.warn("event=session-ended reason=not-resumed protocol=imap connection={}", connection.id(), e);
            return Optional.empty();
        }
    }

    private ImapSession added(ImapSession session) {
        sessions.add(session);
        revocations.renewed();
        return session;
    }

    private void left(ImapSession session) {
        sessions.remove(session);
    }

    @Override
    public byte[] unavailable(Unavailable why) {
        return (switch (why) {
                    case SHUTTING_DOWN -> "* BYE [UNAVAILABLE] The server is being replaced, try again\r\n";
                    case BUSY -> "* BYE [UNAVAILABLE] Too many connections\r\n";
                    case IDLE_TIMEOUT -> "* BYE Autologout, idle for too long\r\n"; // RFC 9051 §5.4
                })
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public void committed(AccountId account, long modSeq, Set<String> types) {
        services.watchers().changed(account);
    }

    @Override
    public Result execute() {
        if (!services.directory().isPresent() || !services.mailroom().isPresent()) {
            return new Result(
                    Result.Status.TEMPORARILY_UNAVAILABLE,
                    "commands are answered with NO [UNAVAILABLE]: "
                            + (services.directory().isPresent() ? "mail" : "directory") + " is away");
        }
        return new Result(Result.Status.OK, sessions.size() + " sessions");
    }

    @Override
    public void measure(Metrics out) {
        services.traffic().measure(out);
    }
}
