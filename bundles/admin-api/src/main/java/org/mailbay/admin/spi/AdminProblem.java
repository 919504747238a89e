package org.mailbay.admin.spi;

import java.util.List;

/** A refusal, shown as problem details (RFC 9457). */
public final class AdminProblem extends Exception {
    private static final long serialVersionUID = 2L;

    private final int status;
    private final String code;
    private final transient List<Fault> faults;

    /**
     * A refusal.
     *
     * @param status HTTP status, 4xx or 503
     * @param code stable, for programs: lower case and dashes
     * @param message one sentence for people
     */
    public AdminProblem(int status, String code, String message) {
        this(status, code, message, List.of());
    }

    /** A refusal that says what is wrong where. */
    public AdminProblem(int status, String code, String message, List<Fault> faults) {
        super(message);
        this.status = status;
        this.code = code;
        this.faults = List.copyOf(faults);
    }

    /** Something is not there, or not for who asks: that looks the same. */
    public static AdminProblem notFound(String what) {
        return new AdminProblem(404, "not-found", what);
    }

    /**
     * A field of the body has a value that no shape can see is wrong.
     *
     * @param field its name, or a pointer to it, such as {@code /to/3}
     */
    public static AdminProblem malformed(String field, String detail) {
        String pointer = field.isEmpty() || field.startsWith("/") ? field : Fault.below("", field);
        String name = field.startsWith("/") ? field.substring(1).replaceAll("/.*", "") : field;
        return new AdminProblem(400, "malformed-" + name, detail, List.of(Fault.body(pointer, "malformed", detail)));
    }

    /** A parameter of the query has a value that no shape can see is wrong. */
    public static AdminProblem malformedParameter(String name, String detail) {
        return new AdminProblem(400, "malformed-" + name, detail, List.of(Fault.query(name, "malformed", detail)));
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** For programs. */
    public String code() {
        return code;
    }

    /** What is wrong where; may be empty. */
    public List<Fault> faults() {
        return faults;
    }
}
