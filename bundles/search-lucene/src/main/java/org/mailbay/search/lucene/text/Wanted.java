package org.mailbay.search.lucene.text;

import java.util.List;

/** One of the things a text must have to match. */
public sealed interface Wanted {
    /**
     * A word, in any form.
     *
     * @param word folded
     */
    record Word(String word) implements Wanted {}

    /**
     * Terms one behind the other.
     *
     * @param text what to mark where it is found by its characters; empty if whole words are marked
     * @param steps one at least
     * @param gaps what must stand between the words; nothing said is anything
     */
    record Chain(String text, List<Step> steps, List<Gap> gaps) implements Wanted {
        public Chain {
            steps = List.copyOf(steps);
            gaps = List.copyOf(gaps);
            if (steps.isEmpty()) {
                throw new IllegalArgumentException("no steps");
            }
        }
    }

    /** Nothing but to be there. */
    record Anything() implements Wanted {}

    /** How a text and a term compare, the cheapest to look up first. */
    enum Match {
        /** The whole term. */
        EXACT,
        /** Its beginning. */
        PREFIX,
        /** Its end. */
        SUFFIX,
        /** A part of it. */
        WITHIN;

        /** Whether {@code term} is, begins with, ends with or has {@code text}. */
        boolean of(String term, String text) {
            return switch (this) {
                case EXACT -> term.equals(text);
                case PREFIX -> term.startsWith(text);
                case SUFFIX -> term.endsWith(text);
                case WITHIN -> term.contains(text);
            };
        }
    }

    /**
     * A term.
     *
     * @param offset of its position from the chain's first
     * @param pair whether it reaches into the next position: an ideograph with the one behind it
     */
    record Step(int offset, Match match, String text, boolean pair) {}

    /**
     * What stands before a word.
     *
     * @param offset of the word from the chain's first
     * @param plain whether it may be what usually stands there
     * @param last whether no word of the chain follows
     * @param match how what stands there, if it is not the usual, compares with {@code text}
     */
    record Gap(int offset, boolean plain, boolean last, Match match, String text) {}
}
