package org.mailbay.smtp.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A command as it came: verb and what follows it. RFC 5321 §4.1.1, RFC 6531 §3.3.
 *
 * @param verb in the client's spelling
 * @param argument without surrounding blanks
 */
public record CommandLine(String verb, String argument) {
    /** Longest line in octets, with line end: RFC 5321 §4.5.3.1.4 and what the extensions add. */
    public static final int MAX_LENGTH = 4_096;

    /**
     * Reads a line.
     *
     * @throws Malformed when it is none: no CRLF, a bare CR, NUL, another control character, broken UTF-8
     */
    public static CommandLine parse(byte[] line) throws Malformed {
        int end = line.length - 2;
        if (end < 0 || line[end] != '\r' || line[end + 1] != '\n') {
            throw new Malformed("line does not end in CRLF"); // RFC 5321 §2.3.8
        }
        for (int i = 0; i < end; i++) {
            if (line[i] >= 0 && line[i] < ' ' && line[i] != '\t' || line[i] == 0x7f) {
                throw new Malformed("control character in command");
            }
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, end))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("command is not UTF-8");
        }
        int blank = text.indexOf(' ');
        return blank < 0
                ? new CommandLine(text, "")
                : new CommandLine(
                        text.substring(0, blank), text.substring(blank + 1).strip());
    }

    /** It broke the grammar. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why, null, false, false);
        }
    }
}
