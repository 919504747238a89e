package org.mailbay.smtp.out.dialogue;

import java.io.IOException;

/** The message was sent to its end, and no reply came: the server may have it or not (RFC 1047). */
public final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
