package org.mailbay.search.lucene.text;

import java.text.Normalizer;

/**
 * Cuts a text into words, and says what stands between them.
 *
 * <p>In a script without spaces each character is a word, and its term is the character with the one behind it, so that a phrase of
 * terms is the very text. Words longer than {@link #MAX_WORD} come in overlapping pieces: whatever is short enough to be asked for lies
 * within one of them.
 */
public final class Scanner {
    /** Characters of the longest term. */
    public static final int MAX_WORD = 4_000;

    /** How much two pieces have in common: as much as a query can be long. */
    private static final int OVERLAP = 1_000;

    /** Kinds of words. */
    public enum Kind {
        /** Letters and digits. */
        WORD,
        /** One character of a script without spaces. */
        IDEOGRAPH;

        /** What stands between two words of this kind if nothing is said. */
        public String gap() {
            return this == WORD ? " " : "";
        }
    }

    /** What ASCII counts as, and is folded to: most of most texts. */
    private static final Fold.Role[] ROLES = new Fold.Role[128];

    private static final char[] FOLDED = new char[128];

    static {
        for (char character = 0; character < 128; character++) {
            Fold fold = Fold.of(character);
            ROLES[character] = fold.role();
            FOLDED[character] = fold.text().charAt(0);
        }
    }

    private String text;
    private final Letters word = new Letters();
    private final Letters gap = new Letters();
    private int at;
    private int start;
    private int end;
    private int single;
    private boolean piece;
    private Kind kind = Kind.WORD;

    /** @param text as {@link #normal} gives it */
    public Scanner(String text) {
        this.text = text;
    }

    /** Begins with another text, as {@link #normal} gives it. */
    public void begin(String another) {
        text = another;
        word.clear();
        gap.clear();
        at = 0;
        start = 0;
        end = 0;
        single = 0;
        piece = false;
        kind = Kind.WORD;
    }

    /** The text with each accented letter in one character, as far as there is one. */
    public static String normal(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Goes to the next word; after the last one the gap is what stands behind it. */
    public boolean next() {
        gap.clear();
        if (piece) {
            return nextPiece();
        }
        word.clear();
        int length = text.length();
        while (at < length) {
            char first = text.charAt(at);
            if (first < 128) {
                Fold.Role role = ROLES[first];
                if (role == Fold.Role.LETTER) {
                    readWord();
                    return true;
                } else if (role == Fold.Role.SIGN) {
                    gap.append(FOLDED[first]);
                } else {
                    space();
                }
                at++;
                continue;
            }
            int character = text.codePointAt(at);
            Fold fold = Fold.of(character);
            switch (fold.role()) {
                case LETTER -> {
                    readWord();
                    return true;
                }
                case IDEOGRAPH -> {
                    readIdeograph(fold);
                    return true;
                }
                case SPACE -> space();
                case SIGN -> gap.append(fold.text());
                case NOTHING -> {}
            }
            at += Character.charCount(character);
        }
        start = length;
        end = length;
        return false;
    }

    private void space() {
        if (gap.isEmpty() || gap.charAt(gap.length() - 1) != ' ') {
            gap.append(' ');
        }
    }

    private void readWord() {
        kind = Kind.WORD;
        start = at;
        readLetters();
    }

    private void readLetters() {
        int length = text.length();
        piece = false;
        while (at < length) {
            char first = text.charAt(at);
            if (first < 128) {
                if (ROLES[first] != Fold.Role.LETTER) {
                    break;
                }
                if (word.length() == MAX_WORD) {
                    piece = true;
                    break;
                }
                word.append(FOLDED[first]);
                at++;
                continue;
            }
            int character = text.codePointAt(at);
            Fold fold = Fold.of(character);
            if (fold.role() == Fold.Role.LETTER) {
                if (word.length() + fold.text().length() > MAX_WORD) {
                    piece = true;
                    break;
                }
                word.append(fold.text());
            } else if (fold.role() != Fold.Role.NOTHING) {
                break;
            }
            at += Character.charCount(character);
        }
        end = at;
        single = word.length();
    }

    private boolean nextPiece() {
        int cut = word.length() - OVERLAP;
        // Never between the halves of a character.
        if (Character.isLowSurrogate(word.charAt(cut))) {
            cut--;
        }
        word.skip(cut);
        start = at;
        readLetters();
        return true;
    }

    private void readIdeograph(Fold fold) {
        kind = Kind.IDEOGRAPH;
        start = at;
        word.append(fold.text());
        single = word.length();
        at += Character.charCount(text.codePointAt(at));
        while (at < text.length()) {
            int character = text.codePointAt(at);
            Fold behind = Fold.of(character);
            if (behind.role() == Fold.Role.IDEOGRAPH) {
                word.append(behind.text());
            }
            if (behind.role() != Fold.Role.NOTHING) {
                break;
            }
            at += Character.charCount(character);
        }
        end = at;
    }

    /** What is found in the index; valid until the next call. */
    public Letters word() {
        return word;
    }

    /** The ideograph without the one behind it; the word, if it is one. */
    public CharSequence alone() {
        return word.subSequence(0, single);
    }

    /** Whether {@link #word} has the next ideograph, too. */
    public boolean pair() {
        return word.length() > single;
    }

    /** What stands between this word and the one before it: signs, and one space for any number of them; valid until the next call. */
    public Letters gap() {
        return gap;
    }

    /** Kind of the word. */
    public Kind kind() {
        return kind;
    }

    /** Where the word begins in the text. */
    public int start() {
        return start;
    }

    /** Behind the word, and accents that follow it. */
    public int end() {
        return end;
    }
}
