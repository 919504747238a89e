package org.mailbay.antispam;

/** When mail is judged. */
public enum Phase {
    /** After EHLO: who is it? Refusing here ends the session. */
    CONNECTION,
    /** After each RCPT: from whom to whom? */
    RECIPIENT,
    /** After the last dot, before the reply: all of it. */
    MESSAGE
}
