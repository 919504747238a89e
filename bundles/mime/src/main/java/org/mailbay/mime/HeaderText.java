package org.mailbay.mime;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** Turns the bytes of a header field's value into text. */
final class HeaderText {

    private HeaderText() {}

    /** Unfolded characters, encoded words untouched: UTF-8 if they are that (RFC 6532), else windows-1252. */
    static String unfold(byte[] value) {
        return unfold(Charsets.guess(value));
    }

    /** RFC 5322 §2.2.3: a line break before white space goes, the white space stays. */
    private static String unfold(String s) {
        if (s.indexOf('\n') < 0 && s.indexOf('\r') < 0 && s.indexOf(0) < 0) {
            return s;
        }
        StringBuilder out = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '\n', 0 -> {}
                case '\r' -> {
                    if (i + 1 < s.length() && s.charAt(i + 1) != '\n') {
                        out.append(' '); // a lone CR must not become a line break elsewhere
                    }
                }
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** RFC 8621 §4.1.2.1. */
    static String raw(byte[] value) {
        String s = new String(value, StandardCharsets.UTF_8);
        return s.indexOf(0) < 0 ? s : s.replace("\0", "");
    }

    /** RFC 8621 §4.1.2.2: unfolded, leading blanks gone, encoded words decoded, in normal form C. */
    static String text(byte[] value) {
        return normalize(EncodedWords.decode(unfold(value).strip()));
    }

    static String normalize(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) >= 0x300) {
                return NormalForm.of(s, Normalizer.Form.NFC);
            }
        }
        return s; // everything below U+0300 is in form C
    }

    /** Takes out what could start a new header line or end a C string. */
    static String clean(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == 0 || c == '\r' || c == '\n') {
                return s.replace("\0", "")
                        .replace("\r\n", " ")
                        .replace('\r', ' ')
                        .replace('\n', ' ');
            }
        }
        return s;
    }

    /** RFC 8621 §4.1.2.2: control characters that were encoded are dropped. */
    static String withoutControls(String s) {
        if (s.chars().noneMatch(Character::isISOControl)) {
            return s;
        }
        StringBuilder out = new StringBuilder(s.length());
        s.chars().filter(c -> !Character.isISOControl(c)).forEach(c -> out.append((char) c));
        return out.toString();
    }
}
