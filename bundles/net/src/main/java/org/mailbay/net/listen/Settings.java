package org.mailbay.net.listen;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.net.Listener;
import org.mailbay.net.connection.Limits;
import org.mailbay.net.proxy.AddressRange;

/**
 * A listener's configuration, checked.
 *
 * @param hosts to bind to, the first one surely, the others if they exist
 * @param port actual; 0 for any
 */
record Settings(
        String name,
        String protocol,
        List<InetAddress> hosts,
        int port,
        Listener.Tls tls,
        List<AddressRange> proxies,
        int maxConnections,
        int maxConnectionsPerAddress,
        Limits limits,
        Map<String, String> options) {

    /** @throws IllegalArgumentException with a sentence for the operator */
    static Settings of(String name, TcpListener.Config config, Place place, int parkMax, int parkSeconds) {
        if (config.protocol().isBlank()) {
            throw new IllegalArgumentException("protocol is missing");
        }
        return new Settings(
                name,
                config.protocol(),
                hosts(config.host().strip(), place),
                port(config, place),
                tls(config.tls()),
                Arrays.stream(config.proxyFrom()).map(AddressRange::parse).toList(),
                config.maxConnections(),
                config.maxConnectionsPerAddress(),
                new Limits(
                        Duration.ofSeconds(config.idleTimeoutSeconds()),
                        Duration.ofSeconds(config.writeTimeoutSeconds()),
                        parkMax,
                        Duration.ofSeconds(parkSeconds)),
                options(config.options()));
    }

    /** Whether changing to {@code other} needs other sockets. */
    boolean bindsLike(Settings other) {
        return hosts.equals(other.hosts) && port == other.port && protocol.equals(other.protocol) && tls == other.tls;
    }

    private static int port(TcpListener.Config config, Place place) {
        if (config.ephemeral() || config.port() == 0) {
            return 0;
        }
        int port = config.port() + place.portBase();
        if (config.port() < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + config.port() + " plus base " + place.portBase());
        }
        return port;
    }

    private static List<InetAddress> hosts(String host, Place place) {
        try {
            List<InetAddress> hosts;
            if (!host.isEmpty()) {
                hosts = List.of(InetAddress.getByName(host));
            } else if (place.loopback() || place.demo()) {
                hosts = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
            } else {
                hosts = List.of(InetAddress.ofLiteral("::"));
            }
            if (place.demo() && !hosts.stream().allMatch(InetAddress::isLoopbackAddress)) {
                throw new IllegalArgumentException("host " + host + " is not loopback, and this is a demonstration");
            }
            return hosts;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host " + host + " is unknown", e);
        }
    }

    private static Listener.Tls tls(String word) {
        return switch (word) {
            case "none" -> Listener.Tls.NONE;
            case "starttls" -> Listener.Tls.STARTTLS;
            case "implicit" -> Listener.Tls.IMPLICIT;
            default -> throw new IllegalArgumentException("tls is none, starttls or implicit, not " + word);
        };
    }

    private static Map<String, String> options(String[] lines) {
        Map<String, String> options = new TreeMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("option " + line + " is not key=value");
            }
            options.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return Map.copyOf(options);
    }
}
