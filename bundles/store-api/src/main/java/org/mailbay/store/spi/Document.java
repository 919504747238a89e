package org.mailbay.store.spi;

import java.util.HashMap;
import java.util.Map;

/**
 * The text of an object, as search sees it.
 *
 * <p>Of combining marks that follow each other the first {@value #MOST_MARKS} are kept, which is more than any writing has (UAX #15 §13):
 * drivers normalise, and to sort marks takes time that is the square of their number.
 *
 * @param texts by field, such as {@code subject}: lower-case names of the type's own
 */
public record Document(Map<String, String> texts) {
    /** Characters of all texts together; what is longer is cut by who makes the document. */
    public static final int MAX_LENGTH = 4_000_000;

    private static final int MOST_MARKS = 30;
    /** Below it nothing combines. */
    private static final int FIRST_MARK = 0x300;

    public Document {
        Map<String, String> sane = new HashMap<>();
        texts.forEach((field, text) -> sane.put(field, withoutManyMarks(text)));
        texts = Map.copyOf(sane);
        long length = texts.values().stream().mapToLong(String::length).sum();
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("text of " + length + " characters");
        }
    }

    private static String withoutManyMarks(String text) {
        StringBuilder kept = null;
        int marks = 0;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            marks = c >= FIRST_MARK && isMark(c) ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                kept = kept == null ? new StringBuilder(text.length()) : kept;
                kept.append(text, copied, i);
                copied = next;
            }
            i = next;
        }
        return kept == null ? text : kept.append(text, copied, text.length()).toString();
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
