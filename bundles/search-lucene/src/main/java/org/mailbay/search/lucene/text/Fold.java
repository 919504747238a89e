package org.mailbay.search.lucene.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.jspecify.annotations.Nullable;

/**
 * A character as search sees it: what it counts as, and what is left of it without case, accents and presentation forms.
 *
 * @param role what it counts as
 * @param text what is left; empty for {@link Role#NOTHING}
 */
record Fold(Role role, String text) {
    /** What a character counts as. */
    enum Role {
        /** A letter or digit: part of a word. */
        LETTER,
        /** A character of a script that puts no space between words: a word by itself. */
        IDEOGRAPH,
        /** A sign between words. */
        SIGN,
        /** A space, a line's end, a control character. */
        SPACE,
        /** An accent, a soft hyphen, a mark of direction: as if it were not there. */
        NOTHING
    }

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.YI,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    /** Scripts that can be read without their marks. */
    private static final Set<UnicodeScript> WITH_ACCENTS = EnumSet.of(
            UnicodeScript.COMMON,
            UnicodeScript.INHERITED,
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.HEBREW,
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC);

    private static final Fold SPACE = new Fold(Role.SPACE, " ");
    private static final Fold NOTHING = new Fold(Role.NOTHING, "");
    private static final Fold BROKEN = new Fold(Role.SIGN, "\uFFFD");

    /** Filled as characters are met: the basic plane. */
    private static final AtomicReferenceArray<@Nullable Fold> KNOWN = new AtomicReferenceArray<>(1 << 16);

    static Fold of(int character) {
        if (character >= 1 << 16) {
            return make(character);
        }
        Fold fold = KNOWN.getPlain(character);
        if (fold == null) {
            fold = make(character);
            KNOWN.setRelease(character, fold);
        }
        return fold;
    }

    private static Fold make(int character) {
        // Prolonged sound marks have no script of their own.
        if (character == 0x30FC || character == 0xFF70) {
            return new Fold(Role.IDEOGRAPH, "\u30FC");
        }
        if (character == 0x0640) {
            return NOTHING;
        }
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL -> SPACE;
            case Character.FORMAT -> NOTHING;
            case Character.SURROGATE -> BROKEN;
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK ->
                WITH_ACCENTS.contains(UnicodeScript.of(character)) ? NOTHING : letter(character);
            case Character.COMBINING_SPACING_MARK -> letter(character);
            default -> Character.isLetterOrDigit(character) || number(character) ? letter(character) : sign(character);
        };
    }

    private static boolean number(int character) {
        int type = Character.getType(character);
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    private static Fold sign(int character) {
        return new Fold(Role.SIGN, ascii(Character.toString(character)));
    }

    private static Fold letter(int character) {
        if (WITHOUT_SPACES.contains(UnicodeScript.of(character))) {
            return new Fold(Role.IDEOGRAPH, Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC));
        }
        int digit =
                Character.getType(character) == Character.DECIMAL_DIGIT_NUMBER ? Character.digit(character, 10) : -1;
        if (digit >= 0) {
            return new Fold(Role.LETTER, Integer.toString(digit));
        }
        int small = Character.toLowerCase(character);
        // The short i is a letter of its own, not an i with an accent.
        if (small == 0x0439) {
            return new Fold(Role.LETTER, "\u0439");
        }
        String parts = Normalizer.normalize(Character.toString(small), Normalizer.Form.NFKD);
        StringBuilder left = new StringBuilder(parts.length());
        parts.codePoints()
                .filter(part -> !accent(part))
                .map(Character::toLowerCase)
                .forEach(left::appendCodePoint);
        String text = ascii(left.toString()).replace('\u03C2', '\u03C3');
        return text.isEmpty() ? NOTHING : new Fold(Role.LETTER, text);
    }

    private static boolean accent(int part) {
        return Character.getType(part) == Character.NON_SPACING_MARK && WITH_ACCENTS.contains(UnicodeScript.of(part));
    }

    /** Latin letters and signs as ASCII where that is usual: ß as ss, “ as ". */
    private static String ascii(String text) {
        char[] in = text.toCharArray();
        char[] out = new char[4 * in.length];
        int length = ASCIIFoldingFilter.foldToASCII(in, 0, out, 0, in.length);
        return new String(out, 0, length);
    }
}
