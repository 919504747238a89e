package org.mailbay.search.lucene.text;

import java.util.Arrays;
import java.util.List;

/** A text without case, accents and more than one space at a time, that knows where each of its characters came from. */
final class FoldedText {
    private final StringBuilder folded = new StringBuilder();
    private int[] starts;
    private int[] ends;

    /** @param text as {@link Scanner#normal} gives it */
    FoldedText(String text) {
        starts = new int[text.length() + 1];
        ends = new int[text.length() + 1];
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            int next = at + Character.charCount(character);
            Fold fold = Fold.of(character);
            boolean secondSpace = fold.role() == Fold.Role.SPACE && endsWithSpace();
            if ((fold.role() == Fold.Role.NOTHING || secondSpace) && !folded.isEmpty()) {
                ends[folded.length() - 1] = next;
            } else {
                add(fold.text(), at, next);
            }
            at = next;
        }
    }

    private boolean endsWithSpace() {
        return !folded.isEmpty() && folded.charAt(folded.length() - 1) == ' ';
    }

    private void add(String text, int start, int end) {
        for (int i = 0; i < text.length(); i++) {
            int at = folded.length();
            if (at == starts.length) {
                starts = Arrays.copyOf(starts, 2 * at);
                ends = Arrays.copyOf(ends, 2 * at);
            }
            starts[at] = start;
            ends[at] = end;
            folded.append(text.charAt(i));
        }
    }

    /** Where the text has these characters, one behind the other. */
    void find(FoldedText wanted, int part, List<Span> found) {
        String characters = wanted.folded.toString();
        if (characters.isBlank()) {
            return;
        }
        int at = folded.indexOf(characters);
        while (at >= 0) {
            int last = at + characters.length() - 1;
            found.add(new Span(starts[at], ends[last], part));
            at = folded.indexOf(characters, last + 1);
        }
    }
}
