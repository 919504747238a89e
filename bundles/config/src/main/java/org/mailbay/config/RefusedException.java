package org.mailbay.config;

/** The file is wrong; the message says where and what to write instead. Nothing of it is applied. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * A refusal.
     *
     * @param line from 1; 0 = not known
     * @param sentence for people
     */
    RefusedException(String file, int line, String sentence) {
        super(file + (line == 0 ? "" : ", line " + line) + ": " + sentence);
        this.line = line;
    }

    int line() {
        return line;
    }
}
