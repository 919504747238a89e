package org.mailbay.net;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One client's connection, as one session sees it. Made by {@code net}; safe to use from any thread.
 *
 * <p>The connection outlives sessions and protocol revisions, this object does not: each session gets its own, and once the session is
 * over, {@code write}, {@code flush}, {@code execute} and {@code close} do nothing. So a reply of an old session cannot get in between
 * those of the next.
 */
@ProviderType
public interface Connection {
    /** For logs: unique in this process. */
    String id();

    /** The client, as the PROXY protocol or the socket tells. */
    InetSocketAddress peer();

    /** Where it came in. */
    InetSocketAddress local();

    /** The listener's name, such as {@code smtp} or {@code submission}. */
    String listener();

    /** The listener's settings that are not {@code net}'s own, such as {@code role}. */
    Map<String, String> options();

    /** What TLS agreed on; empty while the connection is plain. */
    Optional<Tls> tls();

    /**
     * Bytes that name this TLS connection and no other, for clients that want to know that nobody stands between (RFC 5056): by type,
     * {@code tls-exporter} and {@code tls-server-end-point}; empty while the connection is plain. Never to be shown or logged.
     */
    default Map<String, byte[]> channelBindings() {
        return Map.of();
    }

    /** Whether TLS can be started here: a certificate is there and the connection is plain, and not compressed. */
    boolean canStartTls();

    /** Whether what is sent and received is compressed ({@code Want.Deflate}): the connection's own, whichever session asked for it. */
    default boolean isCompressed() {
        return false;
    }

    /**
     * Queues bytes for the client; the array must not be changed afterwards.
     *
     * <p>Waits while too much is queued, so that a client that does not read stops its own session only; never call it while holding a
     * lock that others need. After the connection is gone this does nothing: {@code Session.closed} tells.
     */
    void write(byte[] bytes);

    /** Sends what is queued now, rather than when the session next waits for input. */
    void flush();

    /**
     * Runs {@code task} as soon as the session is not at work, never at the same time as it: for what the server has to say unasked.
     *
     * @param task what it writes is flushed afterwards
     */
    void execute(Runnable task);

    /** Sends what is queued, then closes, as soon as the session is not at work; {@code Session.closed} is called. */
    void close();

    /**
     * What a TLS handshake agreed on.
     *
     * @param version such as {@code TLSv1.3}
     * @param cipher suite's name
     * @param serverName what the client asked for (SNI); empty when it did not
     */
    record Tls(String version, String cipher, String serverName) {}
}
