package org.mailbay.net.listen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.Listener;
import org.mailbay.net.connection.Door;
import org.mailbay.net.connection.Limits;
import org.mailbay.net.connection.Wire;
import org.mailbay.net.crypto.ServerTls;
import org.mailbay.net.handover.Post;
import org.mailbay.net.handover.Protocols;
import org.mailbay.net.spi.Protocol;
import org.mailbay.tls.Certificates;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configured listener: its sockets, its settings, its connections. A change of settings closes no connection. */
@Component(
        service = {},
        configurationPid = "net.listener",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TcpListener.Config.class, factory = true)
public final class TcpListener implements Door {
    /** One listening port. */
    @ObjectClassDefinition(name = "Listener", description = "A port that a protocol is spoken on.")
    public @interface Config {
        @AttributeDefinition(description = "The protocol's name, such as smtp.")
        String protocol();

        @AttributeDefinition(
                description = "Address or name to bind to; empty: loopback or everywhere, as the server was started.")
        String host() default "";

        @AttributeDefinition(
                description = "The standard port, to which the server's port base is added; 0: any free port.",
                min = "0",
                max = "65535")
        int port() default 0;

        @AttributeDefinition(description = "Take any free port, whatever port says.")
        boolean ephemeral() default false;

        @AttributeDefinition(
                description = "When TLS begins: never, when the client asks, or with the first byte.",
                options = {
                    @Option(label = "never", value = "none"),
                    @Option(label = "when the client asks", value = "starttls"),
                    @Option(label = "with the first byte", value = "implicit")
                })
        String tls() default "none";

        @AttributeDefinition(
                description = "Addresses or blocks (10.0.0.0/8) of proxies, which must begin with a PROXY header.")
        String[] proxyFrom() default {};

        @AttributeDefinition(description = "Connections at a time.", min = "1", max = "1000000")
        int maxConnections() default 10_000;

        @AttributeDefinition(
                description = "Connections at a time from one address; loopback is exempt.",
                min = "1",
                max = "1000000")
        int maxConnectionsPerAddress() default 50;

        @AttributeDefinition(
                description = "A client that sends no complete line for so long is sent away, in seconds.",
                min = "1",
                max = "86400")
        int idleTimeoutSeconds() default 300;

        @AttributeDefinition(
                description = "A client that takes nothing of what waits for it for so long is cut off, in seconds.",
                min = "1",
                max = "3600")
        int writeTimeoutSeconds() default 60;

        @AttributeDefinition(description = "What the protocol wants to know of the listener, as key=value.")
        String[] options() default {};
    }

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
    private static final int RETRY_SECONDS = 5;
    private static final int HANDSHAKE_SECONDS = 30;
    private static final String PID = "net.listener";

    private record Secrets(Certificates certificates, long generation, ServerTls tls) {}

    private record Bound(String name, String protocol, List<InetSocketAddress> addresses, Tls tls)
            implements Listener {}

    private final Protocols protocols;
    private final Loops loops;
    private final Board board;
    private final BundleContext context;
    private final Place place;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final Admission admission = new Admission();
    private final ScheduledFuture<?> sweeper;
    private volatile Settings settings;
    private volatile @Nullable Certificates certificates;
    private volatile @Nullable Secrets secrets;
    private volatile String trouble = "";
    private @Nullable Sockets sockets;
    private @Nullable ServiceRegistration<Listener> registration;
    private boolean closed;

    @Activate
    public TcpListener(
            @Reference Protocols protocols,
            @Reference Loops loops,
            @Reference Board board,
            BundleContext context,
            Config config,
            Map<String, Object> properties) {
        this.protocols = protocols;
        this.loops = loops;
        this.board = board;
        this.context = context;
        this.place = Place.of(context::getProperty);
        this.settings = settings(config, properties);
        this.sweeper = loops.group().next().scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "unbindCertificates")
    void bindCertificates(Certificates certificates) {
        this.certificates = certificates;
    }

    void unbindCertificates(Certificates leaving) {
        if (certificates == leaving) {
            certificates = null;
        }
        Secrets known = secrets;
        if (known != null && known.certificates() == leaving) {
            secrets = null;
            known.tls().revoke();
        }
    }

    @Activate
    void open() {
        board.add(this);
        bind();
    }

    @Modified
    void modify(Config config, Map<String, Object> properties) {
        Settings before = settings;
        Settings after = settings(config, properties);
        settings = after;
        if (!after.bindsLike(before) || !trouble.isEmpty()) {
            unbind();
            bind();
        }
    }

    @Deactivate
    void close() {
        board.remove(this);
        synchronized (this) {
            closed = true;
        }
        unbind();
        wires.forEach(Wire::stop);
        if (!awaitEmpty(protocols.drainSeconds())) {
            endAll(Wire::stopNow);
        }
        sweeper.cancel(false);
    }

    private void endAll(Consumer<Wire> how) {
        LOG.warn("event=drain-expired listener={} connections={}", name(), wires.size());
        wires.forEach(how);
        if (!awaitEmpty(3)) {
            wires.forEach(Wire::abort);
            awaitEmpty(1);
        }
    }

    private Settings settings(Config config, Map<String, Object> properties) {
        String name = nameOf(properties);
        try {
            return Settings.of(name, config, place, protocols.parkMax(), protocols.parkSeconds());
        } catch (IllegalArgumentException e) {
            LOG.error("event=listener-misconfigured listener={} why=\"{}\"", name, e.getMessage());
            throw e;
        }
    }

    private static String nameOf(Map<String, Object> properties) {
        String pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        return pid.startsWith(PID + "~") ? pid.substring(PID.length() + 1) : pid;
    }

    private synchronized void bind() {
        if (closed || sockets != null) {
            return;
        }
        Settings wanted = settings;
        try {
            Sockets opened = Sockets.open(wanted.hosts(), wanted.port(), loops, this);
            sockets = opened;
            trouble = "";
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(Listener.NAME, wanted.name());
            properties.put(Protocol.NAME, wanted.protocol());
            registration = context.registerService(
                    Listener.class,
                    new Bound(wanted.name(), wanted.protocol(), opened.addresses(), wanted.tls()),
                    properties);
            LOG.info(
                    "event=listening listener={} protocol={} addresses={} tls={}",
                    wanted.name(),
                    wanted.protocol(),
                    opened.addresses(),
                    wanted.tls());
        } catch (Sockets.Unavailable e) {
            if (trouble.isEmpty()) {
                LOG.error(
                        "event=listener-not-bound listener={} why=\"{}\" retrySeconds={}",
                        wanted.name(),
                        e.getMessage(),
                        RETRY_SECONDS);
            }
            trouble = String.valueOf(e.getMessage());
            loops.group().next().schedule(this::retry, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Binding waits for the event loop, so it must not run on it. */
    private void retry() {
        loops.turns().newThread(this::bind).start();
    }

    private synchronized void unbind() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        wires.forEach(wire -> wire.sweep(now));
        long refused = admission.takeRefused();
        if (refused > 0) {
            LOG.warn("event=connections-refused listener={} count={} open={}", name(), refused, admission.total());
        }
    }

    private boolean awaitEmpty(int seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        synchronized (wires) {
            while (!wires.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(wires, Math.min(left, 100_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    /** Why this does not listen; empty when it does. */
    String trouble() {
        return trouble;
    }

    Settings current() {
        return settings;
    }

    int connections() {
        return admission.total();
    }

    Admission admission() {
        return admission;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Map<String, String> options() {
        return settings.options();
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Post post() {
        return protocols.post(settings.protocol());
    }

    @Override
    public boolean implicitTls() {
        return settings.tls() == Listener.Tls.IMPLICIT;
    }

    @Override
    public boolean startTls() {
        return settings.tls() == Listener.Tls.STARTTLS;
    }

    @Override
    public Optional<ServerTls> tls() {
        Certificates source = certificates;
        if (source == null) {
            return Optional.empty();
        }
        long generation = source.generation();
        Secrets known = secrets;
        if (known == null || known.certificates() != source || known.generation() != generation) {
            Executor executor = task -> loops.turns().newThread(task).start();
            known = new Secrets(source, generation, new ServerTls(source.keyManager(), executor, HANDSHAKE_SECONDS));
            secrets = known;
        }
        return Optional.of(known.tls());
    }

    @Override
    public boolean proxied(InetAddress address) {
        return settings.proxies().stream().anyMatch(range -> range.contains(address));
    }

    @Override
    public boolean enter(InetAddress client) {
        Settings now = settings;
        return admission.enter(client, now.maxConnections(), now.maxConnectionsPerAddress());
    }

    @Override
    public void leave(InetAddress client) {
        admission.leave(client);
    }

    @Override
    public void opened(Wire wire) {
        wires.add(wire);
    }

    @Override
    public void closed(Wire wire) {
        wires.remove(wire);
        synchronized (wires) {
            wires.notifyAll();
        }
    }
}
