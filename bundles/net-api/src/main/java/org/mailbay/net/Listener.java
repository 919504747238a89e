package org.mailbay.net;

import java.net.InetSocketAddress;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A bound listener. A service of {@code net} that is there as long as the sockets are, for whoever must know the actual ports. */
@ProviderType
public interface Listener {
    /** Service property: the listener's name. */
    String NAME = "mailbay.listener";

    /** The listener's name, such as {@code submission}: what stands after {@code ~} in the PID of its configuration. */
    String name();

    /** The protocol spoken, such as {@code smtp}. */
    String protocol();

    /** The sockets' actual addresses; never empty. */
    List<InetSocketAddress> addresses();

    /** When TLS begins. */
    Tls tls();

    /** The port, the same at all addresses. */
    default int port() {
        return addresses().getFirst().getPort();
    }

    /** When TLS begins on a connection. */
    enum Tls {
        /** Never. */
        NONE,
        /** When the client asks for it. */
        STARTTLS,
        /** With the first byte. */
        IMPLICIT
    }
}
