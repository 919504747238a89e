package org.mailbay.admin.spi;

/**
 * What is wrong with a request, and where: one of the {@code errors} of problem details (RFC 9457 §3).
 *
 * @param place which part of the request
 * @param at in the body an RFC 6901 pointer, which is empty for the whole of it; else the parameter's name
 * @param code for programs: lower case and dashes
 * @param detail one sentence for people
 */
public record Fault(Place place, String at, String code, String detail) {
    /** A part of a request. */
    public enum Place {
        BODY,
        QUERY,
        PATH
    }

    /** Of the body, at a pointer. */
    public static Fault body(String pointer, String code, String detail) {
        return new Fault(Place.BODY, pointer, code, detail);
    }

    /** Of a parameter of the query. */
    public static Fault query(String parameter, String code, String detail) {
        return new Fault(Place.QUERY, parameter, code, detail);
    }

    /** A pointer's next step (RFC 6901 §3). */
    static String below(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
