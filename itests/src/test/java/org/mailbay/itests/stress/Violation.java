package org.mailbay.itests.stress;

/** The server said what it may not say. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
