package org.mailbay.mailauth.spf;

/** Ends an evaluation with an error. */
final class PolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final SpfVerdict verdict;

    private PolicyException(SpfVerdict verdict, String message) {
        super(message, null, false, false);
        this.verdict = verdict;
    }

    static PolicyException permanent(String message) {
        return new PolicyException(SpfVerdict.PERMERROR, message);
    }

    static PolicyException temporary(String message) {
        return new PolicyException(SpfVerdict.TEMPERROR, message);
    }

    SpfVerdict verdict() {
        return verdict;
    }
}
