package org.mailbay.search.lucene;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Reading;
import org.mailbay.search.lucene.text.Scanner;

/**
 * A text as terms with positions: a position a word, and in it what stands before the word if that is not the usual.
 *
 * <p>Usual is a space between words, nothing between ideographs, nothing at the beginning. So a term and its neighbours are the very
 * text, and a search for characters needs nothing else to be sure. Words have no control characters: terms that begin with one are ours.
 */
final class TermStream extends TokenStream {
    /** In the position of a word before which something unusual stands. */
    static final String MARK = "\u0001";

    /** In the position behind the last word. */
    static final String END = "\u0003";

    private static final int OVERLAP = 1_000;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final Scanner scanner;

    /** What to say before the scanner is asked again; an empty one begins a position. */
    private final Deque<CharSequence> next = new ArrayDeque<>();

    private Scanner.@Nullable Kind before;
    private boolean ended;

    /** @param text as {@link Scanner#normal} gives it */
    TermStream(String text) {
        scanner = new Scanner(text);
    }

    @Override
    public boolean incrementToken() {
        if (next.isEmpty() && !ended) {
            advance();
        }
        if (next.isEmpty()) {
            return false;
        }
        clearAttributes();
        CharSequence said = next.remove();
        boolean begins = said.isEmpty();
        increment.setPositionIncrement(begins ? 1 : 0);
        term.setEmpty().append(begins ? next.remove() : said);
        return true;
    }

    private void advance() {
        if (scanner.next()) {
            gap(scanner.gap(), before == null ? "" : before == scanner.kind() ? before.gap() : null);
            next.add(scanner.word());
            before = scanner.kind();
        } else {
            ended = true;
            gap(scanner.gap(), "");
            next.add(END);
        }
    }

    /** Begins a position; a gap too long for a term begins several, and whatever can be asked for lies within one of them. */
    private void gap(CharSequence gap, @Nullable String usual) {
        next.add("");
        if (usual != null && usual.contentEquals(gap)) {
            return;
        }
        int from = 0;
        while (gap.length() - from > Scanner.MAX_WORD) {
            next.add(MARK);
            next.add(Reading.GAP + gap.subSequence(from, from + Scanner.MAX_WORD));
            next.add("");
            from += Scanner.MAX_WORD - OVERLAP;
        }
        next.add(MARK);
        next.add(Reading.GAP + gap.subSequence(from, gap.length()));
    }
}
