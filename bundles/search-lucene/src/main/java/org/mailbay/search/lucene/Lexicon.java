package org.mailbay.search.lucene;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Letters;

/** What was met lately, for few words are most of every text: bounded, and forgotten as a whole. For one thread. */
final class Lexicon {
    private static final int MOST = 1 << 14;
    private static final int LONGEST = 64;

    private final String mark;
    private final @Nullable Word[] places = new Word[MOST];
    private int size;

    /** @param mark as {@link Word} has it */
    Lexicon(String mark) {
        this.mark = mark;
    }

    /** The word of these characters. */
    Word of(Letters letters) {
        int hash = letters.hash();
        int place = (hash ^ hash >>> 15) & MOST - 1;
        for (Word word = places[place]; word != null; word = word.next) {
            if (word.hash == hash && letters.is(word.letters)) {
                return word;
            }
        }
        Word made = new Word(letters.toString(), hash, mark);
        if (letters.length() <= LONGEST) {
            keep(made, place);
        }
        return made;
    }

    private void keep(Word word, int place) {
        if (size == MOST) {
            Arrays.fill(places, null);
            size = 0;
        }
        word.next = places[place];
        places[place] = word;
        size++;
    }
}
