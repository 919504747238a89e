package org.mailbay.smtp.reply;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Want;

/**
 * What comes of a client's words: replies, and what is wanted next.
 *
 * @param next null for the next command
 */
public record Turn(List<Reply> replies, @Nullable Want next) {
    /** More bytes. */
    public static final Turn BYTES = new Turn(List.of(), Want.BYTES);

    public static Turn say(Reply reply) {
        return new Turn(List.of(reply), null);
    }

    public static Turn sayAll(List<Reply> replies) {
        return new Turn(replies, null);
    }

    public static Turn close(Reply reply) {
        return new Turn(List.of(reply), Want.CLOSE);
    }

    public Turn then(Want want) {
        return new Turn(replies, want);
    }
}
