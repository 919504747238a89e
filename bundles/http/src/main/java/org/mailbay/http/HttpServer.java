package org.mailbay.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.mailbay.tls.Certificates;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Starts the servlet engine and opens its doors: plain HTTP at once, HTTPS as soon as there is a certificate.
 *
 * <p>The engine itself is started once, with settings that never change: new limits, ports and certificates open new doors and
 * leave it running. It needs the framework property {@code org.apache.felix.http.require.config=true}.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "http",
        property = HealthCheck.NAME + "=http")
@Designate(ocd = HttpServer.Config.class)
public final class HttpServer implements HealthCheck {
    private static final String ENGINE_PID = "org.apache.felix.http";

    /** Where HTTP listens, and the bounds of a request. */
    @ObjectClassDefinition(
            name = "HTTP",
            description = "The doors of JMAP, the admin API and the console; a change of any key opens them anew.")
    @interface Config {
        @AttributeDefinition(
                description =
                        "Address to listen on. Empty: 127.0.0.1 if the server was started on raised ports, else all.",
                required = false)
        String host() default "";

        @AttributeDefinition(
                description =
                        "Port of plain HTTP, to which the launcher's --ports is added. 0: one that is free; -1: none.",
                min = "-1",
                max = "65535")
        int port() default 80;

        @AttributeDefinition(
                description = "Port of HTTPS, to which the launcher's --ports is added. 0: one that is free; -1: none.",
                min = "-1",
                max = "65535")
        int tlsPort() default 443;

        @AttributeDefinition(description = "Most bytes of a request's header.", min = "1024", max = "1048576")
        int maxHeaderBytes() default 16_384;

        @AttributeDefinition(description = "Most bytes of a request's body; a servlet may allow less.", min = "0")
        long maxBodyBytes() default 134_217_728;

        @AttributeDefinition(
                description = "A connection on which nothing moves is closed after so many seconds.",
                min = "1")
        int idleTimeoutSeconds() default 60;

        @AttributeDefinition(
                description = "Most connections at once, for each port; more wait to be accepted.",
                min = "1")
        int maxConnections() default 10_000;

        @AttributeDefinition(
                description = "How long browsers shall insist on HTTPS (RFC 6797), in seconds. 0: not told.",
                min = "0")
        int hstsSeconds() default 0;
    }

    private final BundleContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final CurrentKeys keys = new CurrentKeys();
    private Settings settings;
    private @Nullable Opened plain;
    private @Nullable Opened secure;
    private boolean active;

    @Activate
    public HttpServer(BundleContext context, Config config, @Reference ConfigurationAdmin configurations)
            throws IOException {
        this.context = context;
        this.settings = settings(config);
        lock.lock();
        try {
            active = true;
            openDoors();
        } finally {
            lock.unlock();
        }
        // After the doors: the engine finds them when it starts, and starts once.
        configurations.getConfiguration(ENGINE_PID, "?").updateIfDifferent(engine());
    }

    @Modified
    void modified(Config config) {
        Settings wanted = settings(config);
        lock.lock();
        try {
            if (!wanted.equals(settings)) {
                closeDoors();
                settings = wanted;
                openDoors();
            }
        } finally {
            lock.unlock();
        }
    }

    @Deactivate
    void deactivate() {
        lock.lock();
        try {
            active = false;
            closeDoors();
        } finally {
            lock.unlock();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCertificates(Certificates certificates) {
        keys.add(certificates);
        lock.lock();
        try {
            if (active) {
                openDoors();
            }
        } finally {
            lock.unlock();
        }
    }

    void unbindCertificates(Certificates certificates) {
        // The door stays open for connections that are already secured; new handshakes fail until a certificate is
        // back.
        keys.remove(certificates);
    }

    @Override
    public Result execute() {
        List<String> open = new ArrayList<>();
        lock.lock();
        try {
            for (Opened opened : new Opened[] {plain, secure}) {
                if (opened == null) {
                    continue;
                }
                if (!opened.problem().isEmpty()) {
                    return new Result(Result.Status.CRITICAL, opened.problem());
                }
                open.add(opened.listens());
            }
            if (settings.tlsPort() >= 0 && !keys.isPresent()) {
                return new Result(Result.Status.WARN, "no certificate: HTTPS is not served");
            }
        } finally {
            lock.unlock();
        }
        return new Result(Result.Status.OK, String.join(", ", open));
    }

    private Settings settings(Config config) {
        String ports = context.getProperty("mailbay.ports");
        boolean demo = Boolean.parseBoolean(context.getProperty("mailbay.demo"));
        return Settings.of(config, ports == null ? 0 : Integer.parseInt(ports), demo);
    }

    private void openDoors() {
        if (plain == null && settings.port() >= 0) {
            plain = new Opened(context, settings, null);
        }
        if (secure == null && settings.tlsPort() >= 0 && keys.isPresent()) {
            secure = new Opened(context, settings, tls());
        }
    }

    private void closeDoors() {
        for (Opened opened : new Opened[] {plain, secure}) {
            if (opened != null) {
                opened.close();
            }
        }
        plain = null;
        secure = null;
    }

    private SslContextFactory.Server tls() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[] {keys}, null, null);
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(tls);
            factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** The engine's settings that are not a door's: none that an operator changes, so it never restarts. */
    private static Dictionary<String, Object> engine() {
        Dictionary<String, Object> engine = new Hashtable<>();
        // It insists on a connector of its own; the first door closes it.
        engine.put("org.apache.felix.http.host", "127.0.0.1");
        engine.put("org.osgi.service.http.port", "0");
        engine.put("org.apache.felix.http.jetty.acceptors", 1);
        engine.put("org.apache.felix.http.jetty.selectors", 1);
        engine.put("org.apache.felix.http.jetty.virtualthreads.enable", true);
        engine.put("org.apache.felix.jetty.websocket.enable", true);
        return engine;
    }
}
