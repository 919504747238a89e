package org.mailbay.imap.command;

import java.util.Arrays;
import org.mailbay.imap.grammar.Window;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Turn;

/**
 * How many messages a command may be about (RFC 9738 §3.1): where it names more, the newest are meant and the client is told so.
 *
 * @param most 0 for any number
 */
record Limited(int most) {
    static Limited of(Turn turn) {
        return new Limited(turn.client().services().limits().messages());
    }

    boolean exceeds(long messages) {
        return most > 0 && messages > most;
    }

    /** The last of them, as far as they may be. */
    int[] newest(int[] sequences) {
        return exceeds(sequences.length)
                ? Arrays.copyOfRange(sequences, sequences.length - most, sequences.length)
                : sequences;
    }

    /** @param lowest the UID of the oldest message that the command was about */
    String code(long lowest) {
        return "MESSAGELIMIT " + most + ' ' + lowest;
    }

    /** A page of more than there may be is not given at all. */
    void check(Window window) throws Refused {
        if (exceeds(window.to() - window.from() + 1)) {
            throw refused();
        }
    }

    /** For what is done for all messages or for none. */
    Refused refused() {
        return new Refused("MESSAGELIMIT " + most, "At most " + most + " messages at once");
    }

    /** Tells it where the command's answer has another code (RFC 9738 §3.1). */
    void tell(Turn turn, long lowest) {
        turn.out().status("*", "NO", code(lowest), "The newest " + most + " messages only");
    }
}
