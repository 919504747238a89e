package org.mailbay.jmap.mail;

/** What an account's mail is bounded by, as the session announces it (RFC 8621 §1.3.1); an email is by {@link EmailLimits}. */
public final class MailLimits {
    /** {@code maxMailboxDepth}: one more than a mailbox may have ancestors. */
    public static final int MAILBOX_DEPTH = 20;

    /** {@code maxSizeMailboxName}, in octets of UTF-8. */
    public static final int MAILBOX_NAME_SIZE = 255;

    /** {@code maxSizeAttachmentsPerEmail}, in octets before they are encoded. */
    public static final int ATTACHMENTS_SIZE = 50_000_000;

    /** Mailboxes of one account; more is overQuota. */
    public static final int MAILBOXES = 10_000;

    private MailLimits() {}
}
