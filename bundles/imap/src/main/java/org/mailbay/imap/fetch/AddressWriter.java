package org.mailbay.imap.fetch;

/**
 * Writes the addresses of a header field as envelopes show them (RFC 9051 §7.5.2): in the bytes they have, encoded words untouched.
 *
 * <p>Reads RFC 5322 §3.4 with the obsolete syntax of §4.4, and what is written instead: one pass, no recursion, never failing.
 */
final class AddressWriter {
    private byte[] in = {};
    private int at;
    private int end;
    private Bytes out = new Bytes();
    private int written;
    private boolean inGroup;

    /** Words outside of angle brackets as they may be a name: quotes undone, comments out, one space between two. */
    private final Bytes phrase = new Bytes();
    /** The same as they may be an address: blanks out, quotes kept. */
    private final Bytes spec = new Bytes();

    private final Bytes angle = new Bytes();
    private final Bytes comment = new Bytes();
    private final Bytes plain = new Bytes();

    private boolean blank;
    private boolean hasAt;
    private boolean hasAngle;
    /** How much of the phrase stood before the angle bracket. */
    private int before;

    /** Writes the list in parentheses; nothing when there is no address. */
    boolean write(byte[] value, int from, int to, Bytes target) {
        in = value;
        at = from;
        end = to;
        out = target;
        written = 0;
        inGroup = false;
        reset();
        while (at < end) {
            byte c = in[at];
            switch (c) {
                case '"' -> quoted();
                case '(' -> comment();
                case '<' -> angle();
                case '[' -> literal();
                case ',' -> {
                    at++;
                    mailbox();
                }
                case ';' -> {
                    at++;
                    mailbox();
                    endGroup();
                }
                case ':' -> colon();
                default -> {
                    at++;
                    other(c);
                }
            }
        }
        mailbox();
        endGroup();
        if (written > 0) {
            out.add(')');
        }
        return written > 0;
    }

    private static boolean isDropped(byte c) {
        return c == '\r' || c == '\n' || c == 0;
    }

    /** Controls are no part of anything. */
    private static boolean isBlank(byte c) {
        return c >= 0 && c <= ' ';
    }

    private void other(byte c) {
        if (isBlank(c)) {
            blank |= c != 0;
        } else if (!hasAngle || c != '>') {
            word();
            phrase.add(c);
            spec.add(c);
            hasAt |= c == '@';
        }
    }

    /** Another word of the phrase begins or goes on. */
    private void word() {
        if (blank && phrase.length() > 0) {
            phrase.add(' ');
        }
        blank = false;
    }

    private void quoted() {
        word();
        spec.add('"');
        at++;
        while (at < end) {
            byte c = in[at++];
            if (c == '"') {
                break;
            }
            if (c == '\\' && at < end) {
                spec.add(c);
                c = in[at++];
            }
            if (!isDropped(c)) {
                phrase.add(c);
                spec.add(c);
            }
        }
        spec.add('"');
    }

    /** Reads a comment and what is nested in it (RFC 5322 §3.2.2). */
    private void comment() {
        comment.clear();
        int depth = 0;
        while (at < end) {
            byte c = in[at++];
            if (c == '\\' && at < end) {
                c = in[at++];
            } else if (c == '(' && depth++ == 0) {
                continue;
            } else if (c == ')' && --depth == 0) {
                break;
            }
            if (!isDropped(c)) {
                comment.add(c);
            }
        }
        blank = true;
    }

    private void angle() {
        if (hasAngle) {
            nextWithoutComma();
        }
        at++;
        angle.clear();
        boolean quotes = false;
        while (at < end) {
            byte c = in[at++];
            if (quotes) {
                angle.add(c);
                if (c == '\\' && at < end) {
                    angle.add(in[at++]);
                }
                quotes = c != '"';
            } else if (c == '>') {
                break;
            } else if (c == '(') {
                at--;
                comment();
            } else if (c == '<') {
                angle.clear(); // <<a@b>>: the inner one is meant
            } else if (!isBlank(c)) {
                angle.add(c);
                quotes = c == '"';
            }
        }
        hasAngle = true;
        before = phrase.length();
    }

    /** Two in a row: what stands between them names the second. */
    private void nextWithoutComma() {
        int length = phrase.length() - before;
        byte[] between = new byte[length];
        System.arraycopy(phrase.array(), before, between, 0, length);
        phrase.truncate(before);
        mailbox();
        int from = length > 0 && between[0] == ' ' ? 1 : 0;
        phrase.add(between, from, length - from);
    }

    private void literal() {
        word();
        while (at < end && in[at] != ',' && in[at] != '<') {
            byte c = in[at++];
            other(c);
            if (c == ']') {
                return;
            }
        }
    }

    private void colon() {
        at++;
        if (inGroup || hasAngle || hasAt) {
            other((byte) ':');
            return;
        }
        // RFC 9051 §7.5.2: a group begins with its name in the place of the mailbox, and no host
        begin();
        out.add("NIL NIL ").string(phrase.array(), 0, phrase.length()).add(" NIL)");
        inGroup = true;
        reset();
    }

    private void endGroup() {
        if (inGroup) {
            begin();
            out.add("NIL NIL NIL NIL)"); // RFC 9051 §7.5.2: the end of a group
            inGroup = false;
        }
    }

    private void mailbox() {
        if (hasAngle) {
            if (angle.length() > 0 || phrase.length() > 0) {
                inAngle();
            }
        } else if (spec.length() > 0) {
            begin();
            name(0);
            out.add(" NIL ");
            if (hasAt) {
                address(spec.array(), 0, spec.length());
            } else {
                out.string(phrase.array(), 0, phrase.length()).add(" \"\")"); // NIL would say that it is a group
            }
        }
        reset();
    }

    private void inAngle() {
        begin();
        name(before > 0 ? before : phrase.length());
        byte[] a = angle.array();
        int length = angle.length();
        int route = 0;
        if (length > 0 && a[0] == '@') {
            // RFC 5322 §4.4 obs-route: <@one,@two:user@host>
            while (route < length && a[route] != ':') {
                route++;
            }
        }
        if (route > 0 && route < length) {
            out.add(' ').string(a, 0, route).add(' ');
            address(a, route + 1, length);
        } else {
            out.add(" NIL ");
            address(a, 0, length);
        }
    }

    /** The first bytes of the phrase, else a comment, else nothing. */
    private void name(int length) {
        if (length > 0) {
            out.string(phrase.array(), 0, length);
        } else if (comment.length() > 0) {
            out.string(comment.array(), 0, comment.length());
        } else {
            out.add("NIL");
        }
    }

    /** Local part without its quotes, host, and the end. */
    private void address(byte[] a, int from, int to) {
        int sign = -1;
        boolean quotes = false;
        plain.clear();
        int local = 0;
        for (int i = from; i < to; i++) {
            byte c = a[i];
            if (c == '"') {
                quotes = !quotes;
                continue;
            }
            if (c == '\\' && quotes && i + 1 < to) {
                c = a[++i];
            } else if (c == '@' && !quotes) {
                sign = i;
                local = plain.length();
            }
            plain.add(c);
        }
        if (sign < 0) {
            out.string(plain.array(), 0, plain.length()).add(" \"\")");
        } else {
            out.string(plain.array(), 0, local).add(' ');
            out.string(a, sign + 1, to - sign - 1).add(')');
        }
    }

    private void begin() {
        out.add(written++ == 0 ? "((" : "(");
    }

    private void reset() {
        phrase.clear();
        spec.clear();
        comment.clear();
        blank = false;
        hasAt = false;
        hasAngle = false;
        before = 0;
    }
}
