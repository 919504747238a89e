package org.mailbay.swap;

import java.io.IOException;

/** A service is not there, and did not come in time: try again later. */
public final class AwayException extends IOException {
    private static final long serialVersionUID = 1L;

    public AwayException(String service) {
        super(service + " is away");
    }
}
