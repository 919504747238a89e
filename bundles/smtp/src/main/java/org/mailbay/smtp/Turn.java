package org.mailbay.smtp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Want;

/**
 * What comes of a client's words: replies, and what is wanted next.
 *
 * @param next null for the next command
 */
record Turn(List<Reply> replies, @Nullable Want next) {
    /** More bytes. */
    static final Turn BYTES = new Turn(List.of(), Want.BYTES);

    static Turn say(Reply reply) {
        return new Turn(List.of(reply), null);
    }

    static Turn sayAll(List<Reply> replies) {
        return new Turn(replies, null);
    }

    static Turn close(Reply reply) {
        return new Turn(List.of(reply), Want.CLOSE);
    }

    Turn then(Want want) {
        return new Turn(replies, want);
    }
}
