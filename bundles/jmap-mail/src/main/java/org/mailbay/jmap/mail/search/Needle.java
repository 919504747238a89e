package org.mailbay.jmap.mail.search;

/** A text that is looked for in others, in time that is linear in their length whatever both are (Knuth, Morris, Pratt). */
final class Needle {
    private final String text;

    /** For each length of a beginning: how long the longest shorter beginning is that it ends with. */
    private final int[] shorter;

    Needle(String text) {
        this.text = text;
        shorter = new int[text.length() + 1];
        int length = 0;
        for (int i = 1; i < text.length(); i++) {
            length = after(length, text.charAt(i));
            shorter[i + 1] = length;
        }
    }

    /** How much of the beginning is there behind one more character. */
    private int after(int length, char c) {
        int known = length;
        while (known > 0 && text.charAt(known) != c) {
            known = shorter[known];
        }
        return text.charAt(known) == c ? known + 1 : 0;
    }

    boolean isIn(String hay) {
        int length = 0;
        for (int i = 0; i < hay.length() && length < text.length(); i++) {
            length = after(length, hay.charAt(i));
        }
        return length == text.length();
    }
}
