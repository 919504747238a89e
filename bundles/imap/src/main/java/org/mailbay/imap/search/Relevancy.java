package org.mailbay.imap.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.search.SearchKey.And;
import org.mailbay.imap.search.SearchKey.Field;
import org.mailbay.imap.search.SearchKey.Or;
import org.mailbay.imap.search.SearchKey.Text;
import org.mailbay.mail.EmailFields;
import org.mailbay.store.TextQuery.Mode;

/**
 * How well messages match fuzzy keys, 1 to 100 (RFC 6203 §4): best where the text stands as it was written, and in the subject or sender.
 *
 * <p>What a message must not be says nothing of its relevancy.
 */
final class Relevancy {
    private static final int LEAST = 1;
    private static final int AS_WRITTEN = 40;
    private static final int SUBJECT = 35;
    private static final int SENDER = 24;

    private final Index index;

    Relevancy(Index index) {
        this.index = index;
    }

    /** Of each position. */
    int[] of(SearchKey key, int[] positions) throws IOException {
        int[] scores = new int[positions.length];
        BitSet among = new BitSet();
        for (int position : positions) {
            among.set(position);
        }
        int keys = add(key, among, positions, scores);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = keys == 0 ? LEAST : Math.clamp(LEAST + scores[i] / keys, 1, 100);
        }
        return scores;
    }

    /** How many fuzzy keys there are. */
    private int add(SearchKey key, BitSet among, int[] positions, int[] scores) throws IOException {
        return switch (key) {
            case And(List<SearchKey> keys) -> add(keys, among, positions, scores);
            case Or(List<SearchKey> keys) -> add(keys, among, positions, scores);
            case Text(String text, boolean bodyOnly, boolean fuzzy)
            when fuzzy -> {
                add(bodyOnly ? EmailFields.BODIES : EmailFields.TEXT, text, AS_WRITTEN, among, positions, scores);
                if (!bodyOnly) {
                    addWords(EmailFields.SUBJECT, text, SUBJECT, among, positions, scores);
                    addWords(EmailFields.FROM, text, SENDER, among, positions, scores);
                }
                yield 1;
            }
            case Field(String name, String text, boolean fuzzy)
            when fuzzy -> {
                add(Set.of(EmailFields.SUBJECT, EmailFields.FROM, EmailFields.TO), text, 99, among, positions, scores);
                yield 1;
            }
            default -> 0;
        };
    }

    private int add(List<SearchKey> keys, BitSet among, int[] positions, int[] scores) throws IOException {
        int count = 0;
        for (SearchKey key : keys) {
            count += add(key, among, positions, scores);
        }
        return count;
    }

    private void add(Set<String> fields, String text, int more, BitSet among, int[] positions, int[] scores)
            throws IOException {
        addFound(index.find(fields, text, Mode.SUBSTRING, among).found(), more, positions, scores);
    }

    private void addWords(String field, String text, int more, BitSet among, int[] positions, int[] scores)
            throws IOException {
        addFound(index.find(Set.of(field), text, Mode.WORDS, among).found(), more, positions, scores);
    }

    private static void addFound(BitSet found, int more, int[] positions, int[] scores) {
        Arrays.setAll(scores, i -> scores[i] + (found.get(positions[i]) ? more : 0));
    }
}
