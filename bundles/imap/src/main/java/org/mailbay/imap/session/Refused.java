package org.mailbay.imap.session;

/** A command is understood, but not carried out: a tagged NO (RFC 9051 §7.1.2). */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /** @param code a response code as of RFC 5530, without brackets; empty for none */
    public Refused(String code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** The response code without brackets; empty for none. */
    public String code() {
        return code;
    }

    /** There is no such mailbox, as far as the user sees. */
    public static Refused nonexistent() {
        return new Refused("NONEXISTENT", "No such mailbox");
    }

    /** There is no such mailbox to put a message into (RFC 9051 §6.3.12). */
    public static Refused tryCreate() {
        return new Refused("TRYCREATE", "No such mailbox");
    }
}
