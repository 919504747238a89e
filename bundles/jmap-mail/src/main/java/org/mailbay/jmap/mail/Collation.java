package org.mailbay.jmap.mail;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.NormalForm;

/** How texts are ordered: the collations that the session announces (RFC 8620 §2, {@code collationAlgorithms}). */
public final class Collation {
    private Collation() {}

    /**
     * The order of a collation.
     *
     * @param name of one that is announced; null for {@code i;unicode-casemap}
     */
    public static Comparator<String> of(@Nullable String name) {
        UnaryOperator<String> key = key(name);
        return (a, b) -> compare(key.apply(a), key.apply(b));
    }

    /** What is compared, by code points. */
    public static UnaryOperator<String> key(@Nullable String name) {
        return "i;ascii-casemap".equals(name) ? Collation::ascii : Collation::unicode;
    }

    // RFC 4790 §9.2
    private static String ascii(String text) {
        return mapped(text, c -> c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }

    // RFC 5051 §2: title case, then decomposed
    private static String unicode(String text) {
        return NormalForm.of(mapped(text, Character::toTitleCase), Normalizer.Form.NFKD);
    }

    private static String mapped(String text, IntUnaryOperator map) {
        int[] points = text.codePoints().map(map).toArray();
        return new String(points, 0, points.length);
    }

    /** In the order of UTF-8's octets, which is that of code points. */
    public static int compare(String a, String b) {
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
