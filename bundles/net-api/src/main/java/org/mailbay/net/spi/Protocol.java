package org.mailbay.net.spi;

import java.util.Optional;
import org.mailbay.net.Connection;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol. A service with the property {@link #NAME}; of several with one name, the highest ranking (then the newest) is used.
 *
 * <p>When it is replaced, sessions at a command boundary are frozen and resumed by its successor; the others finish their command first.
 */
@ConsumerType
public interface Protocol {
    /** Service property: the protocol's name, to which listeners refer, such as {@code smtp}. */
    String NAME = "mailbay.protocol";

    /** Begins a session; what it says first comes from {@link Session#opened}. */
    Session open(Connection connection);

    /**
     * Goes on where another revision stopped; nothing is said to the client.
     *
     * @return empty when this revision does not understand {@code state}: the session is then ended in the protocol's own words
     */
    Optional<Session> resume(Connection connection, Frozen state);

    /** What to say to a client when there is no time or place for it: {@code 421 …} or {@code * BYE …}, with line end. */
    byte[] unavailable(Unavailable why);

    /** Why a client is sent away. */
    enum Unavailable {
        /** The service is away, or goes away; try again later. */
        SHUTTING_DOWN,
        /** Too many connections. */
        BUSY,
        /** The client said nothing for too long. */
        IDLE_TIMEOUT
    }
}
