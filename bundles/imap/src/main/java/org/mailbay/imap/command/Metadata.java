package org.mailbay.imap.command;

import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/** What GETMETADATA and SETMETADATA have in common. */
final class Metadata {
    private Metadata() {}

    /** The name of a mailbox; empty for the server (RFC 5464 §4.1). */
    static String mailbox(Input input) throws Malformed {
        return input.skipEmpty() ? "" : input.mailbox();
    }
}
