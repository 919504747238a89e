package org.mailbay.imap.session;

/** The states of RFC 9051 §3. */
public enum State {
    NOT_AUTHENTICATED,
    AUTHENTICATED,
    SELECTED,
    LOGOUT
}
