package org.mailbay.http;

import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket of the servlet engine; Felix HTTP opens it when the service appears and closes it when the service goes. */
final class Door implements ConnectorFactory {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String NAME = "mailbay-";

    private final String scheme;
    private final int port;
    private final Settings settings;
    private final SslContextFactory.@Nullable Server tls;
    private final Runnable changed;
    private volatile String listens = "";
    private volatile String problem = "not open yet";
    private volatile @Nullable Server server;

    /**
     * @param tls how to speak TLS; null for plain HTTP
     * @param changed told when the door has opened, failed to open, or closed
     */
    Door(Settings settings, SslContextFactory.@Nullable Server tls, Runnable changed) {
        this.scheme = tls == null ? "http" : "https";
        this.port = tls == null ? settings.port() : settings.tlsPort();
        this.settings = settings;
        this.tls = tls;
        this.changed = changed;
    }

    @Override
    public Connector createConnector(Server server) {
        this.server = server;
        server.setErrorHandler(new ProblemPages());
        closeForeign(server);
        HttpConnectionFactory http = new HttpConnectionFactory(protocol());
        ConnectionFactory[] layers = tls == null
                ? new ConnectionFactory[] {http}
                : new ConnectionFactory[] {new SslConnectionFactory(tls, http.getProtocol()), http};
        // One thread accepts and one selects: requests run on virtual threads.
        ServerConnector connector = new ServerConnector(server, null, null, null, 1, 1, layers);
        connector.setName(NAME + scheme);
        connector.setHost(settings.host().isEmpty() ? null : settings.host());
        connector.setPort(port);
        connector.setIdleTimeout(settings.idleTimeoutMillis());
        connector.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
        connector.addEventListener(new Watch(connector));
        return connector;
    }

    /** Such as {@code https 127.0.0.1:8443}; empty while it is closed. */
    String listens() {
        return listens;
    }

    /** Why it is closed; empty while it is open. */
    String problem() {
        return problem;
    }

    /** Leaves nothing of this bundle in the engine. */
    void leave() {
        Server left = server;
        if (left != null) {
            left.setErrorHandler(null);
        }
    }

    private HttpConfiguration protocol() {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        http.setResponseHeaderSize(settings.maxHeaderBytes());
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setSendDateHeader(true);
        // RFC 9112 §6.1, §6.3: a message with both Content-Length and Transfer-Encoding, or two lengths, is refused
        http.setHttpCompliance(HttpCompliance.RFC7230);
        http.setUriCompliance(UriCompliance.DEFAULT);
        if (tls != null) {
            // The name asked for in TLS need not be the Host: one certificate may serve several names, or be
            // self-signed.
            http.addCustomizer(new SecureRequestCustomizer(false));
        }
        http.addCustomizer(new RequestGuard(settings.maxBodyBytes(), tls == null ? 0 : settings.hstsSeconds()));
        return http;
    }

    /** Felix HTTP starts its engine only together with a connector of its own; ours replace it. */
    private static void closeForeign(Server server) {
        for (Connector connector : server.getConnectors()) {
            if (connector.getName() == null || !connector.getName().startsWith(NAME)) {
                try {
                    connector.stop();
                } catch (Exception e) {
                    LOG.warn("event=http.foreign-connector connector=\"{}\" outcome=not-stopped", connector, e);
                }
                server.removeConnector(connector);
            }
        }
    }

    private void report(String listens, String problem) {
        this.listens = listens;
        this.problem = problem;
        changed.run();
    }

    private final class Watch implements LifeCycle.Listener {
        private final ServerConnector connector;

        Watch(ServerConnector connector) {
            this.connector = connector;
        }

        @Override
        public void lifeCycleStarted(LifeCycle event) {
            String host = settings.host().isEmpty() ? "*" : settings.host();
            String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort();
            LOG.info("event=http.listening scheme={} address={}", scheme, address);
            report(scheme + " " + address, "");
        }

        @Override
        public void lifeCycleFailure(LifeCycle event, Throwable cause) {
            Throwable root = cause.getCause() == null ? cause : cause.getCause();
            String why = scheme + " cannot listen on port " + port + ": " + root.getMessage();
            LOG.error("event=http.listen scheme={} port={} outcome=failed why=\"{}\"", scheme, port, root.getMessage());
            report("", why);
        }

        @Override
        public void lifeCycleStopped(LifeCycle event) {
            LOG.info("event=http.closed scheme={} port={}", scheme, port);
            report("", "closed");
        }
    }
}
