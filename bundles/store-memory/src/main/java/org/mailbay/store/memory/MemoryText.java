package org.mailbay.store.memory;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A text folded twice: without case, accents and second spaces; and as words with a space before and behind each.
 *
 * <p>Characters of scripts without spaces are words. So a phrase, a word and the beginning of a word are all found by
 * {@code String.indexOf}.
 */
final class MemoryText {
    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI);

    private final String text;
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder words = new StringBuilder(" ");

    /** Where each character of {@link #plain} and {@link #words} came from. */
    private int[] plainFrom;

    private int[] wordsFrom;

    MemoryText(String original) {
        text = Normalizer.normalize(original, Normalizer.Form.NFC);
        plainFrom = new int[text.length() + 1];
        wordsFrom = new int[2 * text.length() + 1];
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            String folded = fold(character);
            boolean space = Character.isWhitespace(character) || Character.isISOControl(character);
            if (!space || plain.isEmpty() || plain.charAt(plain.length() - 1) != ' ') {
                plainFrom = add(plain, plainFrom, space ? " " : folded, at);
            }
            boolean single = WITHOUT_SPACES.contains(UnicodeScript.of(character));
            if (!Character.isLetterOrDigit(character) && !folded.isEmpty() || single) {
                separate(at);
            }
            if (Character.isLetterOrDigit(character)) {
                wordsFrom = add(words, wordsFrom, folded, at);
            }
            at += Character.charCount(character);
            if (single) {
                separate(at);
            }
        }
        separate(text.length());
    }

    private static String fold(int character) {
        return Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD)
                .replaceAll("[\\p{Mn}\\p{Cf}]", "")
                .toLowerCase(Locale.ROOT)
                .replace('\u0142', 'l')
                .replace('\u00F8', 'o')
                .replace("\u00DF", "ss");
    }

    private void separate(int at) {
        if (words.charAt(words.length() - 1) != ' ') {
            wordsFrom = add(words, wordsFrom, " ", at);
        }
    }

    private static int[] add(StringBuilder to, int[] from, String folded, int at) {
        int needed = to.length() + folded.length();
        int[] places = needed > from.length ? Arrays.copyOf(from, 2 * needed) : from;
        Arrays.fill(places, to.length(), needed, at);
        to.append(folded);
        return places;
    }

    String text() {
        return text;
    }

    /** In characters. */
    int length() {
        return text.length();
    }

    String plain() {
        return plain.toString();
    }

    /** With a space before and behind. */
    String words() {
        return words.toString();
    }

    /** Where {@code wanted} is, at or behind {@code from}: start, end, and where to look on; empty for nowhere. */
    int[] plainPlace(String wanted, int from) {
        int at = plain.indexOf(wanted, from);
        return at < 0
                ? new int[0]
                : new int[] {plainFrom[at], end(plainFrom[at + wanted.length() - 1]), at + wanted.length()};
    }

    /** The same for words, of which the last is taken whole. */
    int[] wordPlace(String wanted, int from) {
        int at = words.indexOf(wanted, from);
        if (at < 0) {
            return new int[0];
        }
        int space = words.indexOf(" ", Math.max(at + 1, at + wanted.length() - 1));
        return new int[] {wordsFrom[at + 1], end(wordsFrom[space - 1]), space};
    }

    private int end(int at) {
        return at + Character.charCount(text.codePointAt(at));
    }
}
