package org.mailbay.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command as it came (RFC 2449 §4).
 *
 * @param verb in the client's spelling
 * @param rest all that follows the blank after it, blanks included
 */
record CommandLine(String verb, String rest) {
    /** Longest line in bytes, with line end: twice what RFC 2449 §4 has. */
    static final int MAX_LENGTH = 512;

    /**
     * Reads a line that ends in CRLF or, as people at a terminal send it, LF.
     *
     * @throws Refusal when it has control characters, or is not UTF-8
     */
    static CommandLine parse(byte[] line) throws Refusal {
        int end = line.length - 1;
        if (end > 0 && line[end - 1] == '\r') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (line[i] >= 0 && line[i] < ' ' || line[i] == 0x7f) {
                throw new Refusal(Reply.error("Control character in command"));
            }
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, end))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Reply.error("Command is not UTF-8")); // RFC 6856 §2.2
        }
        int blank = text.indexOf(' ');
        return blank < 0
                ? new CommandLine(text, "")
                : new CommandLine(text.substring(0, blank), text.substring(blank + 1));
    }

    /** What follows, word by word. */
    List<String> arguments() {
        String words = rest.strip();
        return words.isEmpty() ? List.of() : List.of(words.split(" +"));
    }
}
