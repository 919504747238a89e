package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import org.mailbay.smtp.out.wire.Reply;

/** A server does not want to talk with us, now or at all. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    RefusedException(String to, Reply reply) {
        super("refused " + to + ": " + reply.oneLine());
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
