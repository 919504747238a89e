package org.mailbay.dns.resolver;

import java.io.IOException;

/** A server works, but what it says of this name is of no use: others' fault, for anybody may have such a zone. */
final class BadAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BadAnswerException(String message) {
        super(message);
    }

    BadAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
