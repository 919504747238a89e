package org.mailbay.delivery.spi;

/** What became of one recipient in one attempt. */
public sealed interface Carried {
    /** What was said about it, on one line: code, enhanced code, text; ours when no server said anything. */
    String reply();

    /** Which server it was, as {@code mx.example [192.0.2.1]:25 TLSv1.3 dane}; empty when none was reached. */
    String remote();

    /**
     * Another server, or a mailbox, has it for good.
     *
     * @param reports whether that server answers for delivery reports (RFC 3461) from now on
     */
    record Taken(String reply, String remote, boolean reports) implements Carried {}

    /**
     * Not now.
     *
     * @param isDestination whether it says something about the destination as a whole (unreachable, busy) rather than about this
     *     recipient or message
     */
    record Later(String reply, String remote, boolean isDestination) implements Carried {}

    /** Never. */
    record Failed(String reply, String remote) implements Carried {}
}
