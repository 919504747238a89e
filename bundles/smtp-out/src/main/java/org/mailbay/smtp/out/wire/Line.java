package org.mailbay.smtp.out.wire;

import java.nio.charset.StandardCharsets;

/** A command line as bytes. */
public final class Line {
    private Line() {}

    /**
     * With its CRLF, in UTF-8.
     *
     * @throws IllegalArgumentException for a control character: nothing can be smuggled in as a second command
     */
    public static byte[] bytes(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                throw new IllegalArgumentException("control character in a command");
            }
        }
        return (line + "\r\n").getBytes(StandardCharsets.UTF_8); // RFC 5321 §2.3.8
    }
}
