package org.mailbay.pop3;

import java.nio.charset.StandardCharsets;

/**
 * The first line of a reply (RFC 1939 §3).
 *
 * @param code a response code without its brackets (RFC 2449 §8, RFC 3206 §4); empty for none
 * @param text for people, or as the command has it; never a line end
 */
record Reply(boolean isOk, String code, String text) {
    /** A part is away: nobody's fault, and it passes. */
    static final Reply NOT_HERE = new Reply(false, "SYS/TEMP", "A part of this server is being replaced, try again");

    static final Reply FAILED = new Reply(false, "SYS/TEMP", "Local error, try again");

    /** RFC 2449 §4 allows 512 bytes with sign, code and line end. */
    private static final int MAX_TEXT = 400;

    static Reply ok(String text) {
        return new Reply(true, "", text);
    }

    static Reply error(String text) {
        return new Reply(false, "", text);
    }

    byte[] toBytes() {
        StringBuilder line = new StringBuilder(isOk ? "+OK" : "-ERR");
        if (!code.isEmpty()) {
            line.append(" [").append(code).append(']');
        }
        if (!text.isEmpty()) {
            line.append(' ').append(printable(text));
        }
        return line.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What a client sent may be repeated to it, but never as a reply of its own making. */
    private static String printable(String text) {
        String cut = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        StringBuilder clean = null;
        for (int i = 0; i < cut.length(); i++) {
            if (cut.charAt(i) < ' ' || cut.charAt(i) >= 0x7f) {
                clean = clean == null ? new StringBuilder(cut) : clean;
                clean.setCharAt(i, '?');
            }
        }
        return clean == null ? cut : clean.toString();
    }
}
