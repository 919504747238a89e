package org.mailbay.launcher;

/** The server does not start, for a reason that one sentence tells the operator. No stack trace: it is nobody's bug. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    private final ExitCode code;

    Refused(ExitCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
