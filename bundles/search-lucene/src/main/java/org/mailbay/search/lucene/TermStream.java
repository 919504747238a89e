package org.mailbay.search.lucene;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/** Terms with positions, one after the other; used again and again. */
final class TermStream extends TokenStream {
    /** Terms for which room is kept. */
    private static final int KEPT = 1 << 15;

    /** First: it gives the terms, and no other attribute that has some. */
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);

    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);

    private Word[] words = new Word[256];
    private boolean[] begins = new boolean[256];
    private int count;
    private int at;

    /** Begins with another text. */
    void clear() {
        if (words.length > KEPT) {
            words = new Word[KEPT];
            begins = new boolean[KEPT];
        }
        count = 0;
        at = 0;
    }

    /** @param isNext whether it stands in the next position, and not where the one before does */
    void add(Word word, boolean isNext) {
        if (count == words.length) {
            words = Arrays.copyOf(words, 2 * count);
            begins = Arrays.copyOf(begins, 2 * count);
        }
        words[count] = word;
        begins[count++] = isNext;
    }

    @Override
    public boolean incrementToken() {
        if (at == count) {
            return false;
        }
        // All that changes is set: nothing need be cleared.
        term.setBytesRef(words[at].term);
        increment.setPositionIncrement(begins[at++] ? 1 : 0);
        return true;
    }
}
