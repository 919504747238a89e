package org.mailbay.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer as a strict client would: RFC 9051 §9.
 *
 * <p>Gives lists as {@link List}, strings as {@link String} of ISO 8859-1, NIL and other atoms as {@link Atom}.
 */
final class Wire {
    private final String in;
    private int at;

    /** NIL, a number, a name. */
    record Atom(String text) {
        static final Atom NIL = new Atom("NIL");
    }

    private Wire(byte[] in) {
        this.in = new String(in, StandardCharsets.ISO_8859_1);
    }

    /** The names and values in an answer, one after the other. */
    static List<Object> read(byte[] answer) {
        Wire wire = new Wire(answer);
        wire.expect("* 3 FETCH ");
        List<Object> list = wire.list();
        wire.expect("\r\n");
        if (wire.at != wire.in.length()) {
            throw wire.wrong("more");
        }
        return list;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        expect("(");
        while (true) {
            list.add(value());
            char c = next();
            if (c == ')') {
                return list;
            }
            if (c == '(') {
                at--; // addresses and parts follow each other without a space
            } else if (c != ' ') {
                throw wrong("neither a space nor the end");
            }
        }
    }

    private Object value() {
        char c = in.charAt(at);
        if (c == '(') {
            return list();
        }
        if (c == '"') {
            return quoted();
        }
        if (c == '{' || c == '~') {
            return literal();
        }
        int from = at;
        while (at < in.length() && " ()\r\n\"{".indexOf(in.charAt(at)) < 0) {
            if (in.charAt(at) == '[') {
                section();
            } else if (in.charAt(at) < ' ' || in.charAt(at) > '~') {
                throw wrong("an octet in an atom");
            }
            at++;
        }
        if (at == from) {
            throw wrong("nothing");
        }
        return new Atom(in.substring(from, at));
    }

    /** Up to the closing bracket. */
    private void section() {
        while (in.charAt(at) != ']') {
            if (in.charAt(at) == '"') {
                quoted();
            } else if (in.charAt(at) == '{') {
                literal();
            } else {
                at++;
            }
        }
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        at++;
        while (true) {
            char c = next();
            if (c == '"') {
                return text.toString();
            }
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') {
                    throw wrong("a backslash");
                }
            } else if (c == '\r' || c == '\n' || c == 0 || c > 0x7f) {
                throw wrong("in quotes");
            }
            text.append(c);
        }
    }

    private String literal() {
        if (in.charAt(at) == '~') {
            at++;
        }
        int close = in.indexOf("}\r\n", at);
        int size = Integer.parseInt(in.substring(at + 1, close));
        at = close + 3 + size;
        return in.substring(close + 3, at);
    }

    private char next() {
        if (at == in.length()) {
            throw wrong("the end");
        }
        return in.charAt(at++);
    }

    private void expect(String text) {
        if (!in.startsWith(text, at)) {
            throw wrong("not " + text);
        }
        at += text.length();
    }

    private AssertionError wrong(String what) {
        return new AssertionError(what + " at " + at + " of " + in);
    }
}
