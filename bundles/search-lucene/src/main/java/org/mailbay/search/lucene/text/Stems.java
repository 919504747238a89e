package org.mailbay.search.lucene.text;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.tartarus.snowball.SnowballStemmer;

/** Stems of words, each with its language in front: the forms of one language are not taken for those of another. One thread. */
public final class Stems {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 40;

    /** Words of a language that are remembered; few words are most of every text. */
    private static final int REMEMBERED = 10_000;

    private final Map<Language, SnowballStemmer> stemmers = new EnumMap<>(Language.class);
    private final Map<Language, Map<String, String>> known = new EnumMap<>(Language.class);

    /** Whether forms of a word may be looked for at all. */
    public static boolean stemmed(CharSequence word) {
        if (word.length() < SHORTEST || word.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (!Character.isLetter(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The term of a word's stem; for words that are {@link #stemmed}. */
    public String of(Language language, String word) {
        Map<String, String> stems = known.computeIfAbsent(language, _ -> new HashMap<>());
        String stem = stems.get(word);
        if (stem == null) {
            stem = make(language, word);
            if (stems.size() == REMEMBERED) {
                stems.clear();
            }
            stems.put(word, stem);
        }
        return stem;
    }

    /** As {@link #of}, of a word that is not asked for again. */
    public String make(Language language, String word) {
        SnowballStemmer stemmer = stemmers.computeIfAbsent(language, Language::stemmer);
        stemmer.setCurrent(word);
        stemmer.stem();
        return (char) ('A' + language.ordinal()) + stemmer.getCurrent();
    }
}
