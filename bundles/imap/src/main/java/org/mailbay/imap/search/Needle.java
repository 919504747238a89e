package org.mailbay.imap.search;

import java.util.Arrays;
import java.util.List;

/** A folded text that is looked for in others, in time that is linear in their length whatever both are (Knuth, Morris, Pratt). */
final class Needle {
    private final String text;

    /** For each length of a beginning: how long the longest shorter beginning is that it ends with. */
    private final int[] shorter;

    Needle(String text) {
        this.text = Folded.of(text);
        shorter = new int[this.text.length() + 1];
        int length = 0;
        for (int i = 1; i < this.text.length(); i++) {
            length = after(length, this.text.charAt(i));
            shorter[i + 1] = length;
        }
    }

    /** The words of a text, for who looks for other forms of it as well: as they are, each of them anywhere. */
    static List<Needle> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).map(Needle::new).toList();
    }

    /** How much of the beginning is there behind one more character. */
    private int after(int length, char c) {
        int known = length;
        while (known > 0 && text.charAt(known) != c) {
            known = shorter[known];
        }
        return text.charAt(known) == c ? known + 1 : 0;
    }

    /** Whether a text, once it is folded, has it. */
    boolean isIn(String hay) {
        String folded = Folded.of(hay);
        int length = 0;
        for (int i = 0; i < folded.length() && length < text.length(); i++) {
            length = after(length, folded.charAt(i));
        }
        return length == text.length();
    }
}
