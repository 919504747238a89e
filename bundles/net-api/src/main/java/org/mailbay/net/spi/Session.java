package org.mailbay.net.spi;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A client's dialogue. Every call answers with what the session wants next.
 *
 * <p>Replies queued during a call are sent when the call is over and no further complete input waits, so pipelined commands are
 * answered together. A call may take its time: it blocks only this session.
 */
@ConsumerType
public interface Session {
    /** The connection is ready: greet. Not called on a resumed session, whose {@link #wants} is asked instead. */
    Want opened();

    /** What the session waits for; asked after {@link Protocol#resume}. */
    Want wants();

    /**
     * A line that {@link Want.Line} asked for.
     *
     * @param line with its line end, whatever it is (LF or CRLF): a protocol that insists on CRLF must look
     */
    Want line(byte[] line);

    /** A line was longer than asked for; its rest, through LF, has been thrown away. */
    Want lineTooLong();

    /**
     * Bytes that {@link Want.Bytes} asked for: takes some or all of them; what it leaves is given again to what it wants next.
     *
     * @param bytes in an array ({@code hasArray()}); what is read of it counts as taken; good during this call only
     */
    Want bytes(ByteBuffer bytes);

    /** TLS that {@link Want.StartTls} asked for is on; nothing the client sent before the handshake is left. */
    Want secured();

    /** What {@link Want.Deflate} asked for is on; whoever does not ask for it need not know of it. */
    default Want compressed() {
        throw new IllegalStateException("compressed unasked");
    }

    /**
     * The session's state, if it is at a command boundary: afterwards it gets no call but {@link #closed}, with {@link Closed#FROZEN} when
     * it goes on elsewhere, {@link Closed#SERVER} when the server stops.
     *
     * <p>Empty while it is in the middle of something; it is asked again after its next call. Never asked while it wants
     * {@link Want.StartTls}, {@link Want.Deflate} or {@link Want.Close}.
     */
    Optional<Frozen> freeze();

    /** It is over; give back what is held. */
    void closed(Closed why);

    /** How a session ended. */
    enum Closed {
        /** The session asked for it. */
        DONE,
        /** The client went away. */
        PEER,
        /** The client said nothing for too long, or did not read. */
        TIMEOUT,
        /** The server is stopping, or the connection could not be moved to a new revision. */
        SERVER,
        /** It goes on elsewhere. */
        FROZEN
    }
}
