package org.mailbay.smtp.out.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads replies, each within bounds; RFC 5321 §4.5.3.1.5 has 512 octets a line, others send more. */
final class ReplyReader {
    private static final int MOST_LINE = 4_096;
    private static final int MOST_LINES = 200;

    private final InputStream in;
    private final byte[] buffer = new byte[MOST_LINE];
    private int position;
    private int limit;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** Whether bytes are here that nobody asked for yet. */
    boolean hasMore() throws IOException {
        return position < limit || in.available() > 0;
    }

    /**
     * Reads a whole reply.
     *
     * @throws BadReplyException when it is none
     * @throws EOFException when the connection ends before it does
     */
    Reply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            String line = line();
            int lineCode = code(line);
            if (!lines.isEmpty() && lineCode != code) {
                throw new BadReplyException("two codes in one reply: " + code + " and " + lineCode);
            }
            code = lineCode;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            // RFC 5321 §4.2.1: the last line has a space after the code, or nothing
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(code, lines);
            }
            if (lines.size() >= MOST_LINES) {
                throw new BadReplyException("a reply of more than " + MOST_LINES + " lines");
            }
        }
    }

    private static int code(String line) throws BadReplyException {
        if (line.length() < 3
                || line.charAt(0) < '2'
                || line.charAt(0) > '5'
                || !isDigit(line.charAt(1))
                || !isDigit(line.charAt(2))
                || line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-') {
            throw new BadReplyException("not a reply: " + line.substring(0, Math.min(80, line.length())));
        }
        return Integer.parseInt(line, 0, 3, 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A line without its end; a single LF is taken for one. Control characters become question marks. */
    private String line() throws IOException {
        byte[] line = new byte[MOST_LINE];
        int length = 0;
        while (true) {
            if (position == limit) {
                limit = in.read(buffer, 0, buffer.length);
                position = 0;
                if (limit <= 0) {
                    limit = 0;
                    throw new EOFException("the other side closed the connection");
                }
            }
            byte b = buffer[position++];
            if (b == '\n') {
                return text(line, length > 0 && line[length - 1] == '\r' ? length - 1 : length);
            }
            if (length == MOST_LINE) {
                throw new BadReplyException("a reply line of more than " + MOST_LINE + " bytes");
            }
            line[length++] = b;
        }
    }

    private static String text(byte[] line, int length) {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, '?');
            }
        }
        return clean == null ? text : clean.toString();
    }
}
