package org.mailbay.sasl;

/** A peer does not keep to the mechanism's grammar, or to its promise. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message, null, false, false);
    }
}
