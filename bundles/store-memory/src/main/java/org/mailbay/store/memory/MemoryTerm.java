package org.mailbay.store.memory;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.store.TextQuery;

/**
 * One thing a text must have.
 *
 * @param text folded; empty for any text that is not empty
 * @param words whether to look among the words
 */
record MemoryTerm(String text, boolean words) {
    /** What all must be there. */
    static List<MemoryTerm> of(TextQuery query) {
        List<MemoryTerm> terms = new ArrayList<>();
        switch (query.mode()) {
            case WORDS -> addWords(query.text(), terms);
            case SUBSTRING -> {
                String plain = new MemoryText(query.text()).plain();
                terms.add(new MemoryTerm(plain.isBlank() ? "" : plain, false));
            }
        }
        return terms.isEmpty() ? List.of(new MemoryTerm("", false)) : terms;
    }

    private static void addWords(String text, List<MemoryTerm> terms) {
        String[] parts = text.split("\"", -1);
        for (int i = 0; i < parts.length; i++) {
            // A mark that is never closed means nothing.
            boolean phrase = i % 2 == 1 && i < parts.length - 1;
            for (String chunk : phrase ? List.of(parts[i]) : List.of(parts[i].split("\\s+"))) {
                String words = new MemoryText(chunk).words();
                if (!words.isBlank()) {
                    terms.add(new MemoryTerm(chunk.endsWith("*") ? words.stripTrailing() : words, true));
                }
            }
        }
    }

    boolean in(MemoryText folded) {
        if (text.isEmpty()) {
            return folded.length() > 0;
        }
        return (words ? folded.words() : folded.plain()).contains(text);
    }

    /** Adds where it is: starts and ends in the text. */
    void places(MemoryText folded, List<int[]> places) {
        if (text.isEmpty()) {
            return;
        }
        int from = 0;
        int[] place = next(folded, from);
        while (place.length > 0) {
            places.add(place);
            from = place[2];
            place = next(folded, from);
        }
    }

    private int[] next(MemoryText folded, int from) {
        return words ? folded.wordPlace(text, from) : folded.plainPlace(text, from);
    }
}
