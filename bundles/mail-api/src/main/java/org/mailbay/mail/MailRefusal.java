package org.mailbay.mail;

/** What is asked of {@link MailAccount} is valid but not allowed, or not possible. */
public final class MailRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public MailRefusal(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Reasons, as IMAP's response codes have them (RFC 9051 §7.1). */
    public enum Reason {
        /** There is no such mailbox, as far as the principal sees. */
        NONEXISTENT,
        /** There is one with this name or this role already. */
        ALREADY_EXISTS,
        /** The principal may not do this. */
        NO_PERMISSION,
        /** It has children. */
        HAS_CHILDREN,
        /** A name, role or keyword that cannot be had. */
        CANNOT,
        /** The account is full. */
        OVER_QUOTA,
        /** A limit would be passed: mailboxes, keywords of a message, depth. */
        LIMIT,
        /** Not a message. */
        NO_MESSAGE
    }
}
