package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import org.mailbay.smtp.out.wire.Reply;

/** The server said 421: it closes the connection (RFC 5321 §3.8). */
public final class GoodbyeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    GoodbyeException(Reply reply) {
        super(reply.oneLine());
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
