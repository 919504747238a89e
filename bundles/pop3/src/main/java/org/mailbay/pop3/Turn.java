package org.mailbay.pop3;

import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.net.spi.Want;

/** What comes of a client's words while it logs in. */
sealed interface Turn {
    /** A reply, and what is wanted next; null for the next command. */
    record Say(Reply reply, @Nullable Want next) implements Turn {}

    /** A challenge, in Base64. */
    record Challenge(String text) implements Turn {}

    /** It is proven who they are. */
    record In(LogIn user) implements Turn {}

    static Turn say(Reply reply) {
        return new Say(reply, null);
    }
}
