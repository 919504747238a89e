package org.mailbay.sasl;

import java.text.Normalizer;
import java.util.Optional;

/** SASLprep (RFC 4013): brings the spellings of a name or a password into one form. Unassigned code points pass (RFC 3454 §7). */
public final class Saslprep {
    private Saslprep() {}

    /** Prepares; empty when the text has characters that it may not have, or nothing is left of it. */
    public static Optional<String> prepare(String text) {
        if (isPlain(text)) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isNothing(c))
                .forEach(c -> mapped.appendCodePoint(isOtherSpace(c) ? ' ' : c)); // RFC 4013 §2.1
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC); // RFC 4013 §2.2
        boolean allowed = prepared.codePoints().noneMatch(Saslprep::isProhibited) && isOneWay(prepared);
        return allowed && !prepared.isEmpty() ? Optional.of(prepared) : Optional.empty();
    }

    /** Prepares a password; one that cannot be prepared stays as it is: it may have been chosen elsewhere. */
    public static String password(String password) {
        return prepare(password).orElse(password);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    /** RFC 3454 table B.1, but for U+200B, which is a space of table C.1.2 */
    private static boolean isNothing(int c) {
        return c == 0xad
                || c == 0x34f
                || c == 0x1806
                || c >= 0x180b && c <= 0x180d
                || c == 0x200c
                || c == 0x200d
                || c == 0x2060
                || c >= 0xfe00 && c <= 0xfe0f
                || c == 0xfeff;
    }

    /** RFC 3454 table C.1.2 */
    private static boolean isOtherSpace(int c) {
        return c == 0xa0 || c == 0x1680 || c >= 0x2000 && c <= 0x200b || c == 0x202f || c == 0x205f || c == 0x3000;
    }

    /** RFC 4013 §2.3 */
    private static boolean isProhibited(int c) {
        return isOtherSpace(c)
                || isControl(c)
                || Character.getType(c) == Character.PRIVATE_USE // C.3
                || c >= 0xfdd0 && c <= 0xfdef // C.4
                || (c & 0xfffe) == 0xfffe // C.4
                || c >= 0xd800 && c <= 0xdfff // C.5
                || c == 0xfffd // C.6
                || c >= 0x2ff0 && c <= 0x2ffb // C.7
                || c == 0x340
                || c == 0x341
                || c == 0x200e
                || c == 0x200f
                || c >= 0x202a && c <= 0x202e // C.8
                || c >= 0xe0000 && c <= 0xe007f; // C.9
    }

    /** RFC 3454 tables C.2.1 and C.2.2 */
    private static boolean isControl(int c) {
        return c < 0x20
                || c >= 0x7f && c <= 0x9f
                || c == 0x6dd
                || c == 0x70f
                || c == 0x180e
                || c == 0x2028
                || c == 0x2029
                || c >= 0x2060 && c <= 0x2063
                || c >= 0x206a && c <= 0x206f
                || c >= 0xfff9 && c <= 0xfffc
                || c >= 0x1d173 && c <= 0x1d17a;
    }

    /** RFC 4013 §2.4 */
    private static boolean isOneWay(String text) {
        if (text.codePoints().noneMatch(Saslprep::isFromTheRight)) {
            return true;
        }
        return text.codePoints()
                        .noneMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT)
                && isFromTheRight(text.codePointAt(0))
                && isFromTheRight(text.codePointBefore(text.length()));
    }

    private static boolean isFromTheRight(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
