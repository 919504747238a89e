package org.mailbay.launcher;

/** What the process answers to whoever started it. */
enum ExitCode {
    STOPPED(0),
    FAILED(1),
    USAGE(2),
    IN_USE(3),
    NOT_READY(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
