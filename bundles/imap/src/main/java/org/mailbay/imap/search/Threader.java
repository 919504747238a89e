package org.mailbay.imap.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.mailbay.mail.Mail;

/** Makes threads of what a search found. */
public final class Threader {
    private final Searcher searcher;
    private final HeaderKeys keys;

    public Threader(Searcher searcher, HeaderKeys keys) {
        this.searcher = searcher;
        this.keys = keys;
    }

    /** Finds messages and threads them. */
    public Forest thread(ThreadAlgorithm.Program program) throws SearchRefused, IOException {
        Found found = searcher.search(program.search());
        int[] positions = found.positions();
        Scope scope = found.scope();
        IntToLongFunction sentAt = Sorter.sent(scope.snapshot().objects(Mail.EMAIL));
        long[] sent = new long[positions.length];
        Arrays.setAll(sent, i -> sentAt.applyAsLong(scope.ordinals()[positions[i]]));
        return switch (program.algorithm()) {
            case ORDEREDSUBJECT ->
                orderedSubject(positions, sent, keys.texts(scope, positions, SortKey.Criterion.SUBJECT));
            case REFERENCES -> new References(positions, sent, keys.ties(scope, positions)).byReferences();
            case REFS -> new References(positions, sent, keys.ties(scope, positions)).byReferencesOnly();
        };
    }

    /** RFC 5256 §3, ORDEREDSUBJECT: the first message of a subject has all others as its children. */
    static Forest orderedSubject(int[] positions, long[] sent, String[] subjects) {
        Comparator<Integer> byDate =
                Comparator.<Integer>comparingLong(i -> sent[i]).thenComparing(Comparator.naturalOrder());
        int[] all = new int[positions.length];
        Arrays.setAll(all, i -> i);
        Map<String, List<Integer>> threads = new LinkedHashMap<>();
        for (int i : Forest.sorted(all, byDate)) {
            threads.computeIfAbsent(subjects[i], _ -> new ArrayList<>()).add(i);
        }
        List<int[]> children = new ArrayList<>(positions.length);
        for (int i = 0; i < positions.length; i++) {
            children.add(Forest.NONE);
        }
        // The first of each came into the map by its date
        int[] roots = new int[threads.size()];
        int at = 0;
        for (List<Integer> thread : threads.values()) {
            roots[at++] = thread.getFirst();
            children.set(
                    thread.getFirst(),
                    thread.stream().skip(1).mapToInt(Integer::intValue).toArray());
        }
        return new Forest(positions, roots, children);
    }
}
