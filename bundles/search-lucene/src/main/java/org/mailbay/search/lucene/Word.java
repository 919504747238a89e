package org.mailbay.search.lucene;

import java.util.Set;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Language;
import org.mailbay.search.lucene.text.Stems;

/** What the index says of a word, or of what stands between two: found out once for all texts. For one thread. */
final class Word {
    private static final int SHORT = 3;
    private static final Language[] LANGUAGES = Language.values();

    private final String text;
    final char[] letters;
    final int hash;
    final BytesRef term;
    /** Whether other forms of it may be looked for. */
    final boolean stemmed;
    /** Languages that it speaks for. */
    final Set<Language> telling;

    private final @Nullable BytesRef[] stems;

    /** The next one in its place of {@link Lexicon}. */
    @Nullable
    Word next;

    /** Number of the text in which it was seen last; of the object. */
    long seenInText;

    long seenInObject;

    /** @param mark before the text in the term; empty for a word */
    Word(String text, int hash, String mark) {
        this.text = text;
        letters = text.toCharArray();
        this.hash = hash;
        term = new BytesRef(mark + text);
        boolean isWord = mark.isEmpty();
        stemmed = isWord && Stems.stemmed(text);
        telling = stemmed || isWord && text.length() < SHORT ? Language.telling(text) : Set.of();
        stems = new BytesRef[stemmed ? LANGUAGES.length : 0];
    }

    /** Of a word that is {@link #stemmed}. */
    BytesRef stem(Language language, Stems maker) {
        BytesRef stem = stems[language.ordinal()];
        if (stem == null) {
            stem = new BytesRef(maker.make(language, text));
            stems[language.ordinal()] = stem;
        }
        return stem;
    }
}
