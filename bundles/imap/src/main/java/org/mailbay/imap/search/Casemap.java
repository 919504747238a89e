package org.mailbay.imap.search;

import java.text.Normalizer;
import org.mailbay.mime.NormalForm;

/** The collation {@code i;unicode-casemap}, by which texts are sorted (RFC 5256 §2, RFC 5255 §4.2). */
final class Casemap {
    private Casemap() {}

    /** What is compared instead of a text. */
    static String key(String text) {
        StringBuilder key = new StringBuilder(text.length());
        boolean plain = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            plain &= c < 0x80;
            key.appendCodePoint(Character.toTitleCase(c)); // RFC 5051 §2
            i += Character.charCount(c);
        }
        return plain ? key.toString() : NormalForm.of(key.toString(), Normalizer.Form.NFKD); // RFC 5051 §2
    }

    /** Compares keys in the order of their UTF-8, which is that of code points. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for what is above all other characters
                boolean bothOrNone = Character.isSurrogate(x) == Character.isSurrogate(y);
                return bothOrNone ? x - y : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
