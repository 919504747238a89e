package org.mailbay.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a client's line says in an exchange of SMTP, IMAP or POP3 (RFC 4954 §4, RFC 9051 §6.2.2, RFC 5034 §4). */
public sealed interface Response {
    /** Characters in a line, without its end (RFC 4954 §4). */
    int MAX_LINE = 12_288;

    /** The response, decoded. */
    record Data(byte[] bytes) implements Response {
        public Data {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /** The client gives up. */
    record Cancel() implements Response {}

    /** No Base64, or too long. */
    record Malformed() implements Response {}

    /** Reads an answer to a challenge; without line end. */
    static Response of(String line) {
        return line.equals("*") ? new Cancel() : data(line);
    }

    /** Reads what came with the command itself: {@code =} is a response of no bytes. */
    static Response initial(String word) {
        return word.equals("=") ? new Data(new byte[0]) : word.isEmpty() ? new Malformed() : data(word);
    }

    /** Writes a challenge, or a client's response. */
    static String toLine(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Response data(String line) {
        if (line.length() > MAX_LINE) {
            return new Malformed();
        }
        try {
            return new Data(base64(line));
        } catch (MalformedException e) {
            return new Malformed();
        }
    }

    /** RFC 4648 §4, with its padding and nothing else. */
    static byte[] base64(String text) throws MalformedException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
            if (text.length() % 4 == 0
                    && Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException("Base64 expected");
        }
        throw new MalformedException("Base64 expected");
    }
}
