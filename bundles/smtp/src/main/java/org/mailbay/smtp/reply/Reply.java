package org.mailbay.smtp.reply;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A reply: code, enhanced status code (RFC 2034, RFC 3463) and text.
 *
 * @param code 200 to 599
 * @param status such as {@code 2.1.0}; empty where the reply has none (greeting, EHLO, 354)
 * @param lines at least one; printable, never a line end
 */
public record Reply(int code, String status, List<String> lines) {
    /** RFC 5321 §4.5.3.1.5 allows 512 with code and line end. */
    private static final int MAX_LINE = 480;

    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("reply " + code);
        }
        lines = lines.stream().map(Reply::printable).toList();
    }

    public static Reply of(int code, String status, String text) {
        return new Reply(code, status, List.of(text));
    }

    /** Whether it refuses for good. */
    public boolean isError() {
        return code >= 500;
    }

    public byte[] toBytes() {
        StringBuilder text = new StringBuilder(64);
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i == lines.size() - 1 ? ' ' : '-');
            if (!status.isEmpty()) {
                text.append(status).append(' ');
            }
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What a client sent may be repeated to it, but never as a reply of its own making. */
    private static String printable(String text) {
        String cut = text.length() > MAX_LINE ? text.substring(0, MAX_LINE) : text;
        StringBuilder clean = null;
        for (int i = 0; i < cut.length(); i++) {
            if (cut.charAt(i) < ' ' || cut.charAt(i) == 0x7f) {
                clean = clean == null ? new StringBuilder(cut) : clean;
                clean.setCharAt(i, '?');
            }
        }
        return clean == null ? cut : clean.toString();
    }
}
