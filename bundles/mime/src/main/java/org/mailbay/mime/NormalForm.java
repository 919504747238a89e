package org.mailbay.mime;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Unicode normal forms (UAX #15) in time that is linear in the length of any text.
 *
 * <p>Combining marks that follow each other are sorted by insertion: half a million of them in the wrong order would take minutes. No
 * writing has more than {@value #MOST_MARKS} on one letter (UAX #15 §13, stream-safe text); more are normalised piece by piece.
 */
public final class NormalForm {
    private static final int MOST_MARKS = 30;
    /** Below it nothing combines. */
    private static final char FIRST_MARK = 0x300;

    private NormalForm() {}

    /** The text in a normal form; where more marks follow each other than anybody writes, its pieces are. */
    public static String of(String text, Form form) {
        int end = pieceEnd(text, 0);
        if (end == text.length()) {
            return Normalizer.normalize(text, form);
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at = end, end = pieceEnd(text, at)) {
            out.append(Normalizer.normalize(text.subSequence(at, end), form));
        }
        return out.toString();
    }

    /** Behind the marks that are as many as may follow each other, or at the end. */
    private static int pieceEnd(String text, int from) {
        int marks = 0;
        for (int i = from; i < text.length(); ) {
            int c = text.codePointAt(i);
            marks = c >= FIRST_MARK && isMark(c) ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                return i;
            }
            i += Character.charCount(c);
        }
        return text.length();
    }

    /** What is sorted: every character with a combining class is of these. */
    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
