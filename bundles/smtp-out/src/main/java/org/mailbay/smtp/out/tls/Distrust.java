package org.mailbay.smtp.out.tls;

import java.security.cert.CertificateException;

/** Why a certificate does not do. */
final class Distrust extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    Distrust(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
