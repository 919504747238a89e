package org.mailbay.search.lucene.text;

import java.util.Arrays;

/** A word that is being read: characters in one array, so that none is looked at through an interface. */
public final class Letters implements CharSequence {
    private char[] letters = new char[64];
    private int length;

    Letters() {}

    void append(char letter) {
        if (length == letters.length) {
            letters = Arrays.copyOf(letters, 2 * length);
        }
        letters[length++] = letter;
    }

    void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i));
        }
    }

    void clear() {
        length = 0;
    }

    /** Leaves out the first ones. */
    void skip(int count) {
        System.arraycopy(letters, count, letters, 0, length - count);
        length -= count;
    }

    /** As {@link String#hashCode}. */
    public int hash() {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + letters[i];
        }
        return hash;
    }

    /** Whether these are the characters of {@code text}. */
    public boolean is(char[] text) {
        return Arrays.equals(letters, 0, length, text, 0, text.length);
    }

    /** Whether these are the characters of {@code text}. */
    public boolean is(String text) {
        return text.length() == length && text.contentEquals(this);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return letters[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(letters, start, end - start);
    }

    @Override
    public String toString() {
        return new String(letters, 0, length);
    }
}
