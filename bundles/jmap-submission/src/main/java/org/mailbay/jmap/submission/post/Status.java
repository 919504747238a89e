package org.mailbay.jmap.submission.post;

import org.mailbay.delivery.Outcome;

/**
 * What became of a message for one recipient (RFC 8621 §7, DeliveryStatus).
 *
 * @param delivered as there: queued, yes, no, unknown
 * @param smtpReply as there
 * @param isSettled whether it is not to be tried again by us
 */
public record Status(String delivered, String smtpReply, boolean isSettled) {
    /** What is said of a message that was not tried yet. */
    public static final String WAITING = "250 2.0.0 Accepted, not yet sent";

    /** Nothing is known: to be tried again. */
    public static final Status UNKNOWN = new Status("queued", "451 4.3.0 Not tried", false);

    /** Of a local mailbox. */
    static Status of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered() -> new Status("yes", "250 2.1.5 Delivered", true);
            case Outcome.TryLater(String why) -> later("451 4.3.0 " + clean(why));
            case Outcome.Refused(String code, String why) -> refused(code, why);
        };
    }

    static Status refused(String code, String why) {
        return new Status("no", "550 " + code + " " + clean(why), true);
    }

    static Status later(String reply) {
        return new Status("queued", reply, false);
    }

    static Status relayed() {
        return new Status("queued", "250 2.0.0 Queued for relaying", true);
    }

    /** Given up. */
    Status expired() {
        return new Status("no", "554 4.4.7 Given up; last: " + smtpReply, true);
    }

    /** Of two, what is to be said: what is to be tried again, then what failed, then what is under way. */
    static Status worse(Status one, Status other) {
        return one.badness() >= other.badness() ? one : other;
    }

    private int badness() {
        if (!isSettled) {
            return 3;
        }
        return isFailed() ? 2 : isDelivered() ? 0 : 1;
    }

    boolean isFailed() {
        return delivered.equals("no");
    }

    boolean isDelivered() {
        return delivered.equals("yes");
    }

    private static String clean(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f]+", " ").strip();
    }
}
