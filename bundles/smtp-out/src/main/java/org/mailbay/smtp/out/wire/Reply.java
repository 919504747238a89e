package org.mailbay.smtp.out.wire;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered (RFC 5321 §4.2).
 *
 * @param lines what stands after the codes, without control characters; at least one
 */
public record Reply(int code, List<String> lines) {
    private static final int MOST_TEXT = 900;
    private static final Pattern ENHANCED = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?= |$)");

    public Reply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("reply " + code);
        }
    }

    public boolean isGood() {
        return code < 300;
    }

    /** 354: go on with the content. */
    public boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /** The server closes the connection (RFC 5321 §3.8). */
    public boolean isGoodbye() {
        return code == 421;
    }

    /** The enhanced code (RFC 3463), empty when there is none or its class is another than the reply's (RFC 2034 §4). */
    public String enhanced() {
        Matcher matcher = ENHANCED.matcher(lines.getFirst());
        return matcher.lookingAt() && matcher.group(1).charAt(0) - '0' == code / 100 ? matcher.group() : "";
    }

    /** On one line, the enhanced code of each further line taken away. */
    public String oneLine() {
        StringBuilder out = new StringBuilder().append(code);
        for (int i = 0; i < lines.size() && out.length() < MOST_TEXT; i++) {
            String line = lines.get(i);
            String text = i == 0 ? line : ENHANCED.matcher(line).lookingAt() ? afterWord(line) : line;
            out.append(' ').append(text.strip());
        }
        return (out.length() > MOST_TEXT ? out.substring(0, MOST_TEXT) + "…" : out.toString()).strip();
    }

    private static String afterWord(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? "" : line.substring(space + 1);
    }

    @Override
    public String toString() {
        return oneLine();
    }
}
