package org.mailbay.delivery;

/** What became of a message for one recipient. */
public sealed interface Outcome {
    /** In a mailbox, durable and visible. */
    record Delivered() implements Outcome {}

    /**
     * Not now; the sender should try again.
     *
     * @param why for the trace
     */
    record TryLater(String why) implements Outcome {}

    /**
     * Not at all.
     *
     * @param code enhanced status code, such as {@code 5.2.2} for a full mailbox (RFC 3463)
     */
    record Refused(String code, String why) implements Outcome {}
}
