package org.mailbay.jmap.core.websocket;

import java.time.Duration;

/**
 * The bounds of a conversation.
 *
 * @param maxMessage bytes of one message
 * @param maxRequests being worked on, or answered and not yet taken by the client, at a time
 * @param turn how long a request over the number waits for its turn, while no other is read
 * @param ping silence after which the client is asked whether it is there; after twice as much it is dropped
 * @param life when the client must connect, and log in, anew
 */
public record Rules(long maxMessage, int maxRequests, Duration turn, Duration ping, Duration life) {
    /** How long a message may take to come, from its first piece to its last. */
    static final Duration MESSAGE = Duration.ofSeconds(60);

    /** How long the client may take nothing of what it is sent. */
    static final Duration STUCK = Duration.ofSeconds(30);

    /** How long the client may take to agree that the conversation is over (RFC 6455 §7.1.1). */
    static final Duration CLOSING = Duration.ofSeconds(3);
}
