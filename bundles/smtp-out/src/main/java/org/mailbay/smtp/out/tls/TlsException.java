package org.mailbay.smtp.out.tls;

import java.io.IOException;

/** TLS did not come about as the rule wants it. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    public TlsException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
