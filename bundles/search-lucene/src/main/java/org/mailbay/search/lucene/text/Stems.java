package org.mailbay.search.lucene.text;

import java.util.EnumMap;
import java.util.Map;
import org.tartarus.snowball.SnowballStemmer;

/** Stems of words, each with its language in front: the forms of one language are not taken for those of another. One thread. */
public final class Stems {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 40;

    private final Map<Language, SnowballStemmer> stemmers = new EnumMap<>(Language.class);

    /** Whether forms of a word may be looked for at all. */
    public static boolean stemmed(CharSequence word) {
        return word.length() >= SHORTEST
                && word.length() <= LONGEST
                && word.chars().allMatch(Character::isLetter);
    }

    /** The term of a word's stem; for words that are {@link #stemmed}. */
    public String of(Language language, String word) {
        SnowballStemmer stemmer = stemmers.computeIfAbsent(language, Language::stemmer);
        stemmer.setCurrent(word);
        stemmer.stem();
        return (char) ('A' + language.ordinal()) + stemmer.getCurrent();
    }
}
