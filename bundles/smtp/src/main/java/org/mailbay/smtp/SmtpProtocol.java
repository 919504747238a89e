package org.mailbay.smtp;

import java.nio.file.Path;
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
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.reply.Replies;
import org.mailbay.smtp.session.Config;
import org.mailbay.smtp.session.Server;
import org.mailbay.trace.Traces;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The protocol {@code smtp}: opens sessions, and lets them have the services that come and go. */
@Component(
        immediate = true,
        configurationPid = "smtp",
        property = {Protocol.NAME + "=smtp", HealthCheck.NAME + "=smtp", HealthCheck.TAGS + "=mailbay"})
@Designate(ocd = Config.class)
public final class SmtpProtocol implements Protocol, HealthCheck, MetricSource {
    private final Server server;

    @Activate
    public SmtpProtocol(BundleContext context, Config config) {
        this(config, InstantSource.system(), dataFolder(context).resolve("spool"));
        Map.of(Router.class, server.router(), Relay.class, server.relay(), Antispam.class, server.antispam())
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
        server = new Server(config, clock, spoolFolder);
    }

    private static Path dataFolder(BundleContext context) {
        return Path.of(Optional.ofNullable(context.getProperty("mailbay.data"))
                .orElseThrow(
                        () -> new IllegalStateException("The framework property mailbay.data names no data folder.")));
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDirectory(Directory service) {
        server.directory().bind(service);
    }

    void unbindDirectory(Directory service) {
        server.directory().unbind(service, server.drain());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindSpans(SpanListener service) {
        server.spans().bind(service);
    }

    void unbindSpans(SpanListener service) {
        server.spans().unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDelivery(Delivery service) {
        server.delivery().bind(service);
    }

    void unbindDelivery(Delivery service) {
        server.delivery().unbind(service, server.drain());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindRouter(Router service) {
        server.router().bind(service);
    }

    void unbindRouter(Router service) {
        server.router().unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindRelay(Relay service) {
        server.relay().bind(service);
    }

    void unbindRelay(Relay service) {
        server.relay().unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAntispam(Antispam service) {
        server.antispam().bind(service);
    }

    void unbindAntispam(Antispam service) {
        server.antispam().unbind(service);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindTraces(Traces service) {
        server.traces().bind(service);
    }

    void unbindTraces(Traces service) {
        server.traces().unbind(service, server.drain());
    }

    @Override
    public Session open(Connection connection) {
        Role role = Role.of(connection);
        server.traffic().of(role).opened();
        return new SmtpSession(server, connection, role);
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        Role role = Role.of(connection);
        return FrozenSession.of(state).map(frozen -> {
            Session session = new SmtpSession(server, connection, role, frozen);
            server.traffic().of(role).resumed();
            return session;
        });
    }

    @Override
    public byte[] unavailable(Unavailable why) {
        return Replies.unavailable(why, server.hostname()).toBytes();
    }

    @Override
    public Result execute() {
        if (!server.directory().isPresent() || !server.delivery().isPresent()) {
            return new Result(
                    Result.Status.TEMPORARILY_UNAVAILABLE,
                    "mail is answered with 451: " + (server.directory().isPresent() ? "delivery" : "directory")
                            + " is away");
        }
        return new Result(
                Result.Status.OK,
                "receiving"
                        + (server.relay().isKnown()
                                ? ", sending by the queue"
                                : ", sending to nobody: there is no queue")
                        + (server.antispam().isKnown() ? ", judging" : ", judging nothing")
                        + (server.router().isKnown() ? ", routing" : ", routing by the directory alone"));
    }

    @Override
    public void measure(Metrics out) {
        server.traffic().measure(out);
    }

    /** What its sessions share; for tests. */
    Server server() {
        return server;
    }
}
