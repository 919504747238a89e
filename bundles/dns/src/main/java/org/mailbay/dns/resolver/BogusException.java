package org.mailbay.dns.resolver;

/** DNSSEC proves an answer false. */
final class BogusException extends Exception {
    private static final long serialVersionUID = 1L;

    BogusException(String message) {
        super(message);
    }
}
