package org.mailbay.imap.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Objects;

/** Sorts what a search found (RFC 5256 §3). */
public final class Sorter {
    private final Searcher searcher;
    private final HeaderKeys keys;

    public Sorter(Searcher searcher, HeaderKeys keys) {
        this.searcher = searcher;
        this.keys = keys;
    }

    /** Finds messages, in the order asked for. */
    public Found sort(SortProgram program) throws SearchRefused, IOException {
        Found found = searcher.search(program.search());
        int[] order = new int[found.size()];
        Arrays.setAll(order, i -> i);
        // By the last key first: sorting is stable, so the first key decides in the end. Equal messages stay in the
        // mailbox's order.
        for (int i = program.keys().size() - 1; i >= 0; i--) {
            order = sorted(order, ranks(program, found, program.keys().get(i)));
        }
        return new Found(found.scope(), pick(found.positions(), order), scores(found, order));
    }

    private static int @Nullable [] scores(Found found, int[] order) {
        return found.scores() == null ? null : pick(found.scores(), order);
    }

    private static int[] pick(int[] values, int[] order) {
        int[] picked = new int[order.length];
        Arrays.setAll(picked, i -> values[order[i]]);
        return picked;
    }

    /** By counting. */
    private static int[] sorted(int[] order, int[] ranks) {
        int[] starts = new int[ranks.length + 1];
        for (int rank : ranks) {
            starts[rank + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] sorted = new int[order.length];
        for (int i : order) {
            sorted[starts[ranks[i]]++] = i;
        }
        return sorted;
    }

    /** Of each message found, how many different values are before its own. */
    private int[] ranks(SortProgram program, Found found, SortKey key) throws IOException {
        int[] ranks = switch (key.criterion()) {
            case ARRIVAL -> numbers(found, received());
            case DATE -> numbers(found, sent());
            case SIZE -> numbers(found, size());
            case RELEVANCY -> relevancy(program, found);
            case CC, DISPLAYFROM, DISPLAYTO, FROM, SUBJECT, TO ->
                ranks(keys.texts(found.scope(), found.positions(), key.criterion()));
        };
        if (key.reverse()) {
            Arrays.setAll(ranks, i -> ranks.length - 1 - ranks[i]);
        }
        return ranks;
    }

    private Objects emails() {
        return searcher.scope().snapshot().objects(Mail.EMAIL);
    }

    private IntToLongFunction received() {
        Objects emails = emails();
        return ordinal -> emails.get(OfEmail.RECEIVED_AT, ordinal);
    }

    private IntToLongFunction size() {
        Objects emails = emails();
        return ordinal -> emails.get(OfEmail.SIZE, ordinal);
    }

    private IntToLongFunction sent() {
        return sent(emails());
    }

    /** RFC 5256 §2.2: where there is no valid Date, when it was received. */
    static IntToLongFunction sent(Objects emails) {
        return ordinal -> {
            long sent = emails.get(OfEmail.SENT_AT, ordinal);
            return sent == 0 ? Math.floorDiv(emails.get(OfEmail.RECEIVED_AT, ordinal), 1_000) : sent;
        };
    }

    /** RFC 6203 §5: the most relevant first. */
    private int[] relevancy(SortProgram program, Found found) throws IOException {
        int[] scores = found.scores() == null ? searcher.scores(program.search(), found.positions()) : found.scores();
        long[] values = new long[scores.length];
        Arrays.setAll(values, i -> -scores[i]);
        return ranks(values);
    }

    private static int[] numbers(Found found, IntToLongFunction value) {
        long[] values = new long[found.size()];
        int[] ordinals = found.scope().ordinals();
        Arrays.setAll(values, i -> value.applyAsLong(ordinals[found.positions()[i]]));
        return ranks(values);
    }

    private static int[] ranks(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[count - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        int[] ranks = new int[values.length];
        int different = count;
        Arrays.setAll(ranks, i -> Arrays.binarySearch(sorted, 0, different, values[i]));
        return ranks;
    }

    private static int[] ranks(String[] values) {
        Map<String, Integer> ranks = HashMap.newHashMap(values.length);
        for (String value : values) {
            ranks.put(value, 0);
        }
        String[] sorted = ranks.keySet().toArray(String[]::new);
        Arrays.sort(sorted, Casemap::compare);
        for (int i = 0; i < sorted.length; i++) {
            ranks.put(sorted[i], i);
        }
        return Arrays.stream(values).mapToInt(ranks::get).toArray();
    }
}
