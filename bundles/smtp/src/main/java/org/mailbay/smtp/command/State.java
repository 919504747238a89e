package org.mailbay.smtp.command;

/** Where a session is. The order is the stored form: append only. */
public enum State {
    /** Connected, or TLS just began: the client has not said who it is. */
    CONNECTED,
    /** EHLO or HELO was accepted. */
    GREETED,
    /** A transaction has a sender. */
    MAIL_GIVEN,
    /** A transaction has at least one recipient. */
    RCPT_GIVEN,
    /** Between BDAT chunks: nothing but BDAT, RSET and QUIT (RFC 3030 §2). */
    CHUNKS
}
