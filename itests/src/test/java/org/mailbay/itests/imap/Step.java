package org.mailbay.itests.imap;

import java.util.List;

/** What happens in a script, in order. */
sealed interface Step {
    /** Which session, from 1. */
    int session();

    /** In which line of the file, from 1. */
    int line();

    /**
     * The client says something.
     *
     * @param more whether it is sent with what follows, in one packet
     * @param isLine whether the end of a line belongs to it
     */
    record Say(int session, int line, String text, boolean more, boolean isLine) implements Step {
        /** Whether nothing is said, but the connection goes on otherwise. */
        boolean isTurn() {
            return text.equals("(tls)") || text.equals("(deflate)");
        }
    }

    /** The client says it again and again, until it succeeds: for what is there a little later. */
    record Await(int session, int line, String text) implements Step {}

    /** The client listens. */
    record Hear(int session, int line, List<Heard> lines) implements Step {}

    /** The command just said is to succeed; what is said of it is not looked at. */
    record Complete(int session, int line, String tag) implements Step {}

    /**
     * One line of what the server says.
     *
     * @param isNever whether it must not be said
     */
    record Heard(int line, String text, boolean isNever) {
        /** {@code +}, or a response with a tag: nothing that belongs to the same comes after it. */
        boolean isLast() {
            return !isNever && !text.startsWith("*") && !text.equals("(closed)");
        }
    }
}
