package org.mailbay.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody most likely meant to write. */
final class Nearest {
    private Nearest() {}

    /** Such as {@code ; did you mean "port"?}; when nothing is near, what there is to choose from. */
    static String suggestion(String written, Collection<String> known) {
        String near = near(written, known);
        return !near.isEmpty() || known.isEmpty() || known.size() > 12
                ? near
                : "; known are " + String.join(", ", known.stream().sorted().toList());
    }

    /** Such as {@code ; did you mean "port"?}; empty when nothing is near. */
    static String near(String written, Collection<String> known) {
        if (known.isEmpty()) {
            return "";
        }
        String best = known.stream()
                .min(Comparator.comparingInt((String word) -> distance(fold(written), fold(word)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        if (distance(fold(written), fold(best)) <= Math.max(2, written.length() / 3)) {
            return "; did you mean \"" + best + "\"?";
        }
        return known.size() > 12
                ? ""
                : "; known are " + String.join(", ", known.stream().sorted().toList());
    }

    /** Case and word separators are the commonest slips, and cost nothing. */
    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Insertions, deletions and replacements from one word to the other (Levenshtein). */
    static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
