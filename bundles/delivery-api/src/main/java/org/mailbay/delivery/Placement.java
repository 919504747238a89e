package org.mailbay.delivery;

/** Which mailbox of an account a message goes to. */
public enum Placement {
    INBOX,
    /** The one of role {@code junk} (RFC 8621 §2); answered by no vacation. */
    JUNK,
    /** The one of role {@code sent}: a copy of what its owner sent, with {@code $seen}; answered by no vacation. */
    SENT
}
