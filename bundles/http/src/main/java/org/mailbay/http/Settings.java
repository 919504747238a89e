package org.mailbay.http;

import java.net.InetAddress;

/**
 * Where to listen, and the bounds.
 *
 * @param host address; empty for all interfaces
 * @param port of plain HTTP; 0 = one that is free, -1 = none
 * @param tlsPort of HTTPS, likewise
 */
record Settings(
        String host,
        int port,
        int tlsPort,
        int maxHeaderBytes,
        long maxBodyBytes,
        long idleTimeoutMillis,
        int maxConnections,
        int hstsSeconds) {

    /**
     * From the configuration and what the launcher was told.
     *
     * @param ports the launcher's {@code --ports}: added to standard ports; 0 means the real ones
     * @param demo whether the server must not leave this machine
     */
    static Settings of(HttpServer.Config config, int ports, boolean demo) {
        String host = config.host();
        if (host.isEmpty() && (ports != 0 || demo)) {
            host = "127.0.0.1";
        }
        if (demo && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "http.host is " + host + ", but a demonstration serves this machine only");
        }
        return new Settings(
                host,
                raise(config.port(), ports),
                raise(config.tlsPort(), ports),
                config.maxHeaderBytes(),
                config.maxBodyBytes(),
                config.idleTimeoutSeconds() * 1000L,
                config.maxConnections(),
                config.hstsSeconds());
    }

    private static int raise(int port, int ports) {
        return port <= 0 ? port : port + ports;
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
