package org.mailbay.imap.search;

import java.text.Normalizer;
import java.util.Locale;
import org.mailbay.mime.NormalForm;

/** Texts as they are compared: without case and accents, any blanks as one space. */
final class Folded {
    private Folded() {}

    /**
     * A text to look in, or to look for.
     *
     * <p>Deviates: {@code i;unicode-casemap} (RFC 5051 §2, which RFC 5255 §4.2 asks for) keeps accents; without them what it finds is found,
     * too, as the search index does.
     */
    static String of(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        boolean plain = true;
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain &= c < 0x80;
            boolean space = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\u00a0';
            if (!space || !blank) {
                folded.append(space ? ' ' : c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
            }
            blank = space;
        }
        return plain ? folded.toString() : withoutMarks(folded.toString());
    }

    private static String withoutMarks(String text) {
        String parts = NormalForm.of(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        StringBuilder left = new StringBuilder(parts.length());
        parts.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK
                        && Character.getType(c) != Character.ENCLOSING_MARK)
                .forEach(left::appendCodePoint);
        return left.toString();
    }
}
