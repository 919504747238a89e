package org.mailbay.net.connection;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.mailbay.net.crypto.ServerTls;
import org.mailbay.net.handover.Post;

/** What a connection asks of the listener that it came in through. */
public interface Door {
    /** The listener's name. */
    String name();

    Map<String, String> options();

    Limits limits();

    /** Where the protocol is. */
    Post post();

    /** Whether TLS begins with the first byte. */
    boolean implicitTls();

    /** Whether a session may start TLS. */
    boolean startTls();

    /** Empty while there are no certificates. */
    Optional<ServerTls> tls();

    /** Whether connections from {@code address} begin with a PROXY header. */
    boolean proxied(InetAddress address);

    /** Counts a connection from {@code client} in. False: too many, and not counted. */
    boolean enter(InetAddress client);

    /** Counts one out. */
    void leave(InetAddress client);

    /** A connection begins to exist, counted or not. */
    void opened(Wire wire);

    /** A connection is gone, counted or not. */
    void closed(Wire wire);
}
