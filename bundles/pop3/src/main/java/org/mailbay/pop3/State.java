package org.mailbay.pop3;

/** Where a session is (RFC 1939 §3). The order is the stored form: append only. */
enum State {
    /** Nobody has logged in. */
    AUTHORIZATION,
    /** A maildrop is open. */
    TRANSACTION
}
