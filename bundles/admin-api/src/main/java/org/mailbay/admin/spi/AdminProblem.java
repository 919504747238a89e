package org.mailbay.admin.spi;

/** A refusal, shown as problem details (RFC 9457). */
public final class AdminProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * A refusal.
     *
     * @param status HTTP status, 4xx or 503
     * @param code stable, for programs: lower case and dashes
     * @param message one sentence for people
     */
    public AdminProblem(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** For programs. */
    public String code() {
        return code;
    }
}
