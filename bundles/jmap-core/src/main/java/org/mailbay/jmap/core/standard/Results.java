package org.mailbay.jmap.core.standard;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import org.mailbay.jmap.spi.Query;
import org.mailbay.store.Ordinals;

/** The results of a query: sorted, collapsed, arranged, as far as they are needed. */
final class Results {
    /** The most results that are picked out rather than sorted. */
    private static final int MAX_SELECTED = 1024;

    private final Query query;

    private final Ordinals matches;

    private final Sorting sorting;

    Results(Query query, Ordinals matches, Sorting sorting) {
        this.query = query;
        this.matches = matches;
        this.sorting = sorting;
    }

    /** All of them, in order. */
    int[] all() {
        int[] sorted = sorting.sort(matches.toArray());
        BiFunction<int[], IntBinaryOperator, int[]> arrange = query.arrange();
        if (arrange != null) {
            sorted = arrange.apply(sorted, sorting.comparator());
        }
        IntToLongFunction collapse = query.collapse();
        return collapse == null ? sorted : collapsed(sorted, collapse);
    }

    /** Whether {@link #first} finds that many without sorting all of them. */
    boolean isLazy(long count) {
        return query.arrange() == null
                && (sorting.isByAge()
                        || count <= MAX_SELECTED
                                && sorting.isByNumber()
                                && (query.collapse() == null || sorting.bound() != null));
    }

    /** How many there are, when that is known without making them; -1 when it is not. */
    int total() {
        return query.collapse() == null && query.arrange() == null ? matches.size() : -1;
    }

    /** The first {@code count}, or all there are; only when {@link #isLazy}. */
    int[] first(int count) {
        return sorting.isByAge() ? newestOrOldest(count) : selected(count);
    }

    /** Stops where nothing better can come, if that is known, or else keeps the best so far. */
    private int[] selected(int count) {
        IntToLongFunction bound = sorting.bound();
        if (bound != null) {
            return new Descent(sorting.numberKey(), bound, query.collapse(), Math.min(count, matches.size()))
                    .of(matches);
        }
        Selection best = new Selection(Math.min(count, matches.size()), sorting.numberKey(), sorting.newestFirst());
        if (sorting.newestFirst()) {
            matches.descending(ordinal -> {
                best.offer(ordinal);
                return true;
            });
        } else {
            matches.forEach(best::offer);
        }
        return best.ordinals();
    }

    private int[] newestOrOldest(int count) {
        int[] first = new int[Math.min(count, matches.size())];
        if (first.length == 0) {
            return first;
        }
        IntToLongFunction collapse = query.collapse();
        Set<Long> seen = new HashSet<>();
        int[] found = {0};
        if (sorting.newestFirst()) {
            matches.descending(ordinal -> {
                if (collapse == null || seen.add(collapse.applyAsLong(ordinal))) {
                    first[found[0]++] = ordinal;
                }
                return found[0] < first.length;
            });
        } else {
            for (int ordinal : matches.toArray()) {
                if (collapse == null || seen.add(collapse.applyAsLong(ordinal))) {
                    first[found[0]++] = ordinal;
                    if (found[0] == first.length) {
                        break;
                    }
                }
            }
        }
        return Arrays.copyOf(first, found[0]);
    }

    // RFC 8621 §4.4.3: the first of each thread in the sort order
    private static int[] collapsed(int[] sorted, IntToLongFunction key) {
        LongSet seen = new LongSet(sorted.length);
        int[] kept = new int[sorted.length];
        int count = 0;
        for (int ordinal : sorted) {
            if (seen.add(key.applyAsLong(ordinal))) {
                kept[count++] = ordinal;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /** Numbers without boxing: collapsing a hundred thousand messages must not make as many objects. */
    private static final class LongSet {
        private final long[] table;

        private final boolean[] used;

        private final int mask;

        LongSet(int most) {
            int size = Integer.highestOneBit(Math.max(4, most)) * 4;
            table = new long[size];
            used = new boolean[size];
            mask = size - 1;
        }

        boolean add(long value) {
            int at = (int) (value * 0x9e3779b97f4a7c15L >>> 32) & mask;
            while (used[at]) {
                if (table[at] == value) {
                    return false;
                }
                at = at + 1 & mask;
            }
            used[at] = true;
            table[at] = value;
            return true;
        }
    }
}
