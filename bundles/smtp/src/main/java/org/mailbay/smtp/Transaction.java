package org.mailbay.smtp;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.directory.Principal;

/** A mail transaction: sender and recipients so far (RFC 5321 §3.3). */
final class Transaction {
    /** Reverse-path; empty is the null sender. */
    final String sender;

    /** The client declared SMTPUTF8 (RFC 6531 §3.4). */
    final boolean international;

    /** As SIZE= said, -1 when it did not (RFC 1870). */
    final long declaredSize;

    final List<Principal> recipients = new ArrayList<>();

    Transaction(String sender, boolean international, long declaredSize) {
        this.sender = sender;
        this.international = international;
        this.declaredSize = declaredSize;
    }
}
