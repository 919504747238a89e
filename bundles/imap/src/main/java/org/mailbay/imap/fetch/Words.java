package org.mailbay.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Encoded words: RFC 2047. */
final class Words {
    /** Bytes of UTF-8 in a word, so that it has 75 characters at most (RFC 2047 §2). */
    private static final int LONGEST = 45;

    private Words() {}

    /** Text as a header could hold it: as it is when it is ASCII, otherwise in encoded words. */
    static String encode(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t')) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes + size > LONGEST) {
                word(text.substring(from, at), out);
                from = at;
                bytes = 0;
            }
            bytes += size;
            at += Character.charCount(c);
        }
        word(text.substring(from), out);
        return out.toString();
    }

    private static void word(String text, StringBuilder out) {
        out.append(out.isEmpty() ? "=?utf-8?B?" : " =?utf-8?B?")
                .append(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .append("?=");
    }
}
