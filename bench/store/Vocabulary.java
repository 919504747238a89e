package store;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Words of which the n-th most frequent is n times as rare as the first (Zipf's law), as in any language. */
final class Vocabulary {
    private static final int WORDS = 200_000;

    private final String[] words = new String[WORDS];
    /** How likely the words up to this one are together. */
    private final double[] upTo = new double[WORDS];

    Vocabulary() {
        Random random = new Random(11);
        Set<String> seen = new HashSet<>();
        double sum = 0;
        for (int i = 0; i < WORDS; i++) {
            String word;
            do {
                word = word(random, 1 + (i < 200 ? 0 : i < 20_000 ? 1 : 2) + random.nextInt(2));
            } while (!seen.add(word));
            words[i] = word;
            sum += 1.0 / (i + 3);
            upTo[i] = sum;
        }
        for (int i = 0; i < WORDS; i++) {
            upTo[i] /= sum;
        }
    }

    private static String word(Random random, int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= syllables; i++) {
            word.append("bcdfghjklmnprstvwz".charAt(random.nextInt(18)))
                    .append("aeiou".charAt(random.nextInt(5)));
            if (random.nextInt(3) == 0) {
                word.append("lnrst".charAt(random.nextInt(5)));
            }
        }
        return word.toString();
    }

    /** The word of a rank, from 0. */
    String word(int rank) {
        return words[rank];
    }

    /** A text of some words. */
    String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length * 8);
        for (int i = 0; i < length; i++) {
            int at = Arrays.binarySearch(upTo, random.nextDouble());
            text.append(words[Math.min(WORDS - 1, at < 0 ? -1 - at : at)]).append(i % 12 == 11 ? ". " : " ");
        }
        return text.toString();
    }
}
