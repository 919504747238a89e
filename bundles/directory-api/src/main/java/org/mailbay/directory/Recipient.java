package org.mailbay.directory;

/** What the directory says of an address in RCPT TO. */
public sealed interface Recipient {
    /** Delivered to this principal's account. */
    record Local(Principal principal) implements Recipient {}

    /** The domain is ours, the address is nobody's (RFC 3463 X.1.1). */
    record Unknown() implements Recipient {}

    /** The domain is not ours. */
    record Elsewhere() implements Recipient {}

    /** It does not follow the grammar (RFC 3463 X.1.3). */
    record Malformed() implements Recipient {}
}
