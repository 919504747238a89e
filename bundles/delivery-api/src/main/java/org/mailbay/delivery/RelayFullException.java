package org.mailbay.delivery;

import java.io.IOException;

/** The {@link Relay} has as much as it may have: try again later (452 4.3.1). The message names the bound. */
public final class RelayFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public RelayFullException(String bound) {
        super(bound);
    }
}
