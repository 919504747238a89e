package org.mailbay.net.connection;

import java.time.Duration;

/**
 * The bounds of a connection.
 *
 * @param idle without a complete line or bytes, while the session waits for one
 * @param write without the client taking anything that waits for it
 * @param parkMax connections of one protocol that may wait for its next revision
 * @param park how long one may wait
 */
public record Limits(Duration idle, Duration write, int parkMax, Duration park) {
    /** Reading stops when more than this waits for the session, in bytes. */
    static final int INPUT = 256 * 1024;
    /** Writing waits when more than this waits for the client, in bytes. */
    static final int OUTPUT = 256 * 1024;
    /** So much of an over-long line is thrown away before the connection is, in bytes. */
    static final int OVERLONG = 1024 * 1024;
    /** PROXY header and TLS handshake must be done by then. */
    static final Duration PRELUDE = Duration.ofSeconds(30);
    /** How long a closed connection waits for the client to close its side, so that the last reply is not lost with a reset. */
    static final Duration LINGER = Duration.ofSeconds(2);
}
