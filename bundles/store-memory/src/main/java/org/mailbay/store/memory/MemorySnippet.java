package org.mailbay.store.memory;

import java.util.BitSet;
import java.util.List;

/** The part of a text around its first match, as HTML with marks (RFC 8621 §5). */
final class MemorySnippet {
    private MemorySnippet() {}

    /**
     * HTML.
     *
     * @param places starts and ends of what matches, one at least
     * @param length about, in characters
     */
    static String of(String text, List<int[]> places, int length) {
        BitSet marked = new BitSet(text.length());
        places.forEach(place -> marked.set(place[0], place[1]));
        int first = marked.nextSetBit(0);
        int from = text.length() <= length ? 0 : whole(text, Math.max(0, first - length / 4));
        int to = whole(text, Math.min(text.length(), Math.max(from + length, marked.nextClearBit(first))));
        StringBuilder html = new StringBuilder();
        for (int at = from; at < to; at++) {
            if (marked.get(at) && (at == from || !marked.get(at - 1))) {
                html.append("<mark>");
            }
            html.append(escaped(text.charAt(at)));
            if (marked.get(at) && (at == to - 1 || !marked.get(at + 1))) {
                html.append("</mark>");
            }
        }
        return html.toString();
    }

    /** Not between the halves of a character. */
    private static int whole(String text, int at) {
        return at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
    }

    private static String escaped(char character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> Character.toString(character);
        };
    }
}
