package org.mailbay.smtp.out.wire;

import java.io.IOException;

/** The other side said what is no reply: nothing on this connection can be believed any more. */
public final class BadReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadReplyException(String message) {
        super(message);
    }
}
