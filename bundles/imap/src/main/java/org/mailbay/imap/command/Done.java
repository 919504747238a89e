package org.mailbay.imap.command;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Turn;
import org.mailbay.net.spi.Want;

/** What comes of a command. */
public sealed interface Done {
    /**
     * It was carried out.
     *
     * @param code response code, without brackets; empty for none
     * @param next what the connection wants next when that is no command, such as a TLS handshake
     */
    record Ok(String code, String text, @Nullable Want next) implements Done {}

    /** It was not, and the connection goes on otherwise; where it goes on, {@link Refused} says it. */
    record No(String code, String text, Want next) implements Done {}

    /** The client is to say more: {@code prompt} stands after {@code +}. */
    record Ask(String prompt, Dialogue dialogue) implements Done {}

    /** What goes on after {@code +}. */
    interface Dialogue {
        /**
         * The client's line.
         *
         * @param line without its end
         */
        Done line(Turn turn, byte[] line) throws Malformed, Refused, IOException;

        /** Whether what happens is told at once (RFC 2177), and the session can go on in another revision. */
        default boolean isIdle() {
            return false;
        }
    }

    /** It was carried out. */
    static Done ok(String text) {
        return new Ok("", text, null);
    }

    /** It was carried out, and the code says more. */
    static Done ok(String code, String text) {
        return new Ok(code, text, null);
    }

    /** It was carried out, and the connection goes on otherwise. */
    static Done then(String text, Want next) {
        return new Ok("", text, next);
    }
}
