package org.mailbay.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts on the wire. */
final class Text {
    /** Characters of a name, a password or a token. */
    static final int MAX = 1024;

    private Text() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads UTF-8 that has no flaw. */
    static String of(byte[] bytes) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("not UTF-8");
        }
    }

    /** A name, prepared: two spellings of one are one. */
    static String name(String given) throws MalformedException {
        return Saslprep.prepare(bounded(given))
                .orElseThrow(() -> new MalformedException("name has forbidden characters"));
    }

    /** What may not be longer than a secret, and not empty. */
    static String bounded(String given) throws MalformedException {
        if (given.isEmpty() || given.length() > MAX) {
            throw new MalformedException("empty, or too long");
        }
        return given;
    }
}
