package org.mailbay.search.lucene;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Language;
import org.mailbay.search.lucene.text.Letters;
import org.mailbay.search.lucene.text.Reading;
import org.mailbay.search.lucene.text.Scanner;
import org.mailbay.search.lucene.text.Stems;

/**
 * Reads an object's texts, each once, and says what stands in the index: terms with positions, and stems.
 *
 * <p>A position is a word, and in it stands what is before the word if that is not the usual: a space between words, nothing between
 * ideographs, nothing at the beginning. So a term and its neighbours are the very text, and a search for characters needs nothing else
 * to be sure. Words have no control characters: terms that begin with one are ours. For one thread.
 */
final class Analysis {
    /** In the position of a word before which something unusual stands. */
    static final String MARK = "\u0001";

    /** In the position behind the last word. */
    static final String END = "\u0003";

    private static final int OVERLAP = 1_000;

    private final Word mark = new Word("", 0, MARK);
    private final Word end = new Word("", 0, END);
    private final Lexicon words = new Lexicon("");
    private final Lexicon gaps = new Lexicon(Reading.GAP);
    private final Stems stems = new Stems();
    private final Scanner scanner = new Scanner("");
    private final Language.Guess guess = new Language.Guess();
    private long text;
    private long object;

    /** Begins with another object. */
    void begin() {
        object++;
        guess.clear();
    }

    /**
     * Reads one of its texts.
     *
     * @param stemmed gets the words whose stems are to be found, each once
     */
    void read(String whole, TermStream terms, List<Word> stemmed) {
        text++;
        terms.clear();
        stemmed.clear();
        scanner.begin(Scanner.normal(whole));
        Scanner.Kind before = null;
        while (scanner.next()) {
            boolean isNext = gap(terms, before == null ? "" : before == scanner.kind() ? before.gap() : null);
            Word word = words.of(scanner.word());
            terms.add(word, isNext);
            see(word, stemmed);
            before = scanner.kind();
        }
        terms.add(end, gap(terms, ""));
    }

    /** Says what stands before a word, if it is unusual; whether the word itself begins the position then. */
    private boolean gap(TermStream terms, @Nullable String usual) {
        Letters gap = scanner.gap();
        if (usual != null && gap.is(usual)) {
            return true;
        }
        if (gap.length() <= Scanner.MAX_WORD) {
            terms.add(mark, true);
            terms.add(gaps.of(gap), false);
            return false;
        }
        // Too long for a term: it takes several positions, and whatever can be asked for lies within one of them.
        String all = gap.toString();
        for (int from = 0; ; from += Scanner.MAX_WORD - OVERLAP) {
            int to = Math.min(all.length(), from + Scanner.MAX_WORD);
            terms.add(mark, true);
            terms.add(new Word(all.substring(from, to), 0, Reading.GAP), false);
            if (to == all.length()) {
                return false;
            }
        }
    }

    private void see(Word word, List<Word> stemmed) {
        if (word.seenInText == text) {
            return;
        }
        word.seenInText = text;
        if (word.stemmed) {
            stemmed.add(word);
        }
        if (word.seenInObject != object) {
            word.seenInObject = object;
            guess.add(word.telling);
        }
    }

    /** The languages of what was read of the object. */
    List<Language> languages(List<Language> known) {
        return guess.best(known);
    }

    /** Says the stems of words in these languages. */
    void stem(List<Word> stemmed, List<Language> languages, PlainTerms terms) {
        terms.clear();
        for (Word word : stemmed) {
            for (Language language : languages) {
                terms.add(word.stem(language, stems));
            }
        }
    }
}
