package org.mailbay.smtp.out.dialogue;

import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.tls.Rule;

/**
 * Whom a session is with, and how; sessions of equal ones are one as good as the other.
 *
 * @param name of the server
 * @param isImplicitTls whether TLS begins with the first byte (RFC 8314 §3.3)
 * @param credentials null for none
 * @param source address that it comes from; empty for any
 */
public record Peer(
        String name,
        int port,
        Rule rule,
        boolean isImplicitTls,
        @Nullable Credentials credentials,
        String source) {

    /** Log-in at a relay host. */
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }
}
