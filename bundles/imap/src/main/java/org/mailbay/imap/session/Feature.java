package org.mailbay.imap.session;

/** What a client asks for by ENABLE (RFC 5161), or by using it first. */
public enum Feature {
    /** RFC 9051. */
    IMAP4REV2("IMAP4rev2"),
    /** RFC 7162 §3.1. */
    CONDSTORE("CONDSTORE"),
    /** RFC 7162 §3.2. */
    QRESYNC("QRESYNC"),
    /** RFC 9755. */
    UTF8("UTF8=ACCEPT"),
    /** RFC 9586. */
    UIDONLY("UIDONLY"),
    /** RFC 5464 §4.4: what others note of mailboxes is told. */
    METADATA("METADATA");

    private final String word;

    Feature(String word) {
        this.word = word;
    }

    /** As the client says it. */
    public String word() {
        return word;
    }
}
