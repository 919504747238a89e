package org.mailbay.imap.grammar;

import org.jspecify.annotations.Nullable;

/**
 * The announcement of a literal at the end of a line: <code>{12}</code>, <code>{12+}</code>, <code>~{12}</code>.
 *
 * @param start where it stands on its line
 * @param size in octets; {@link Long#MAX_VALUE} for what no number holds
 * @param waits whether the client waits to be told to send it
 * @param binary whether it may hold NUL
 */
record Announcement(int start, long size, boolean waits, boolean binary) {
    private static final int MAX_DIGITS = 18;

    /** What a line ends with; null when it announces nothing. */
    static @Nullable Announcement at(byte[] line, int end) {
        int at = end - 1;
        if (at < 2 || line[at] != '}') {
            return null;
        }
        boolean waits = line[at - 1] != '+'; // RFC 7888 §4
        int digits = waits ? at : at - 1;
        at = digits;
        while (at > 0 && line[at - 1] >= '0' && line[at - 1] <= '9') {
            at--;
        }
        if (at == digits || at == 0 || line[at - 1] != '{') {
            return null;
        }
        long size = 0;
        while (at < digits && line[at] == '0') {
            at++;
        }
        if (digits - at > MAX_DIGITS) {
            size = Long.MAX_VALUE;
        } else {
            for (int i = at; i < digits; i++) {
                size = size * 10 + line[i] - '0';
            }
        }
        int start = digits;
        while (line[start - 1] != '{') {
            start--;
        }
        start--;
        boolean binary = start > 0 && line[start - 1] == '~'; // RFC 9051 §9: literal8
        return new Announcement(binary ? start - 1 : start, size, waits, binary);
    }
}
