package org.mailbay.search.lucene.text;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Cuts the best part out of a text and marks what matches (RFC 8621 §5). */
final class Snippet {
    /** How far a cut looks for a space. */
    private static final int SEARCHED = 30;

    private Snippet() {}

    /**
     * HTML with marks.
     *
     * @param spans one at least
     * @param length about, in characters of the text
     */
    static String of(String text, List<Span> spans, int length) {
        List<Span> sorted =
                spans.stream().sorted(Comparator.comparingInt(Span::start)).toList();
        int from = 0;
        int to = text.length();
        if (to > length) {
            Span first = best(sorted, length);
            from = begin(text, Math.max(0, Math.min(first.start() - length / 4, to - length)), first.start());
            to = end(text, Math.min(to, from + length), Math.min(to, first.end()));
        }
        return marked(text, from, to, sorted);
    }

    /** The first of those that stand close together and are of the most parts of the query. */
    private static Span best(List<Span> sorted, int length) {
        Span best = sorted.getFirst();
        long most = -1;
        BitSet parts = new BitSet();
        for (int i = 0; i < sorted.size(); i++) {
            Span first = sorted.get(i);
            parts.clear();
            int count = 0;
            for (int j = i; j < sorted.size() && count < 50; j++) {
                if (sorted.get(j).end() > first.start() + length * 3 / 4) {
                    break;
                }
                parts.set(sorted.get(j).part());
                count++;
            }
            long points = 100L * parts.cardinality() + count;
            if (points > most) {
                most = points;
                best = first;
            }
        }
        return best;
    }

    private static int begin(String text, int from, int latest) {
        if (from == 0) {
            return 0;
        }
        for (int at = from; at < Math.min(latest, from + SEARCHED); at++) {
            if (Character.isWhitespace(text.charAt(at - 1))) {
                return at;
            }
        }
        return whole(text, from);
    }

    private static int end(String text, int to, int earliest) {
        int end = Math.max(to, earliest);
        if (end == text.length()) {
            return end;
        }
        for (int at = end; at > Math.max(earliest, end - SEARCHED); at--) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return whole(text, end);
    }

    /** Not between the halves of a character, and not before an accent. */
    private static int whole(String text, int at) {
        int cut = at;
        while (cut < text.length()
                && (Character.isLowSurrogate(text.charAt(cut))
                        || Fold.of(text.codePointAt(cut)).role() == Fold.Role.NOTHING)) {
            cut++;
        }
        return cut;
    }

    private static String marked(String text, int from, int to, List<Span> sorted) {
        StringBuilder html = new StringBuilder();
        int at = from;
        for (int i = 0; i < sorted.size(); ) {
            int start = Math.max(sorted.get(i).start(), at);
            int end = sorted.get(i).end();
            // What overlaps or touches is one mark.
            for (i++; i < sorted.size() && sorted.get(i).start() <= end; i++) {
                end = Math.max(end, sorted.get(i).end());
            }
            end = Math.min(end, to);
            if (start < end) {
                escape(text, at, start, html);
                html.append("<mark>");
                escape(text, start, end, html);
                html.append("</mark>");
                at = end;
            }
        }
        escape(text, at, to, html);
        return html.toString();
    }

    private static void escape(String text, int from, int to, StringBuilder html) {
        for (int at = from; at < to; ) {
            int character = text.codePointAt(at);
            switch (character) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                case '\t', '\n', '\r' -> html.append((char) character);
                default -> {
                    if (Character.getType(character) == Character.SURROGATE) {
                        html.append('\uFFFD');
                    } else if (Character.isISOControl(character)) {
                        html.append(' ');
                    } else {
                        html.appendCodePoint(character);
                    }
                }
            }
            at += Character.charCount(character);
        }
    }
}
