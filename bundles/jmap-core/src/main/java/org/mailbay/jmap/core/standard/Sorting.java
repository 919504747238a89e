package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A total order of ordinals (RFC 8620 §5.5): what the client asked for, then age in the direction of the first comparator.
 *
 * @param keys for each comparator
 * @param descending for each comparator
 */
record Sorting(List<Order> keys, List<Boolean> descending) {
    /** What the session announces. */
    static final Set<String> COLLATIONS = Set.of("i;ascii-casemap", "i;unicode-casemap");

    private static final int MAX_COMPARATORS = 16;

    /** Asks the type for each comparator. */
    static Sorting of(Query query, @Nullable JsonNode sort) throws MethodError, IOException {
        List<Order> keys = new ArrayList<>();
        List<Boolean> descending = new ArrayList<>();
        if (sort != null) {
            if (!(sort instanceof ArrayNode comparators)) {
                throw MethodError.invalidArguments("sort: not an array");
            }
            if (comparators.size() > MAX_COMPARATORS) {
                throw new MethodError(MethodError.UNSUPPORTED_SORT, "more than " + MAX_COMPARATORS + " comparators");
            }
            for (JsonNode comparator : comparators) {
                ObjectNode more = comparator instanceof ObjectNode object ? object.deepCopy() : null;
                JsonNode property = more == null ? null : more.remove("property");
                if (more == null || property == null || !property.isString()) {
                    throw MethodError.invalidArguments("sort: not a Comparator");
                }
                descending.add(descending(more.remove("isAscending")));
                keys.add(
                        query.order(new Comparison(property.stringValue(), collation(more.remove("collation")), more)));
            }
        }
        return new Sorting(keys, descending);
    }

    private static boolean descending(@Nullable JsonNode ascending) throws MethodError {
        if (ascending == null) {
            return false; // RFC 8620 §5.5: isAscending is true by default
        }
        if (!ascending.isBoolean()) {
            throw MethodError.invalidArguments("sort: isAscending is not a boolean");
        }
        return !ascending.booleanValue();
    }

    private static @Nullable String collation(@Nullable JsonNode collation) throws MethodError {
        if (collation == null || collation.isNull()) {
            return null;
        }
        if (!collation.isString() || !COLLATIONS.contains(collation.stringValue())) {
            throw new MethodError(MethodError.UNSUPPORTED_SORT, "no such collation"); // RFC 8620 §5.5
        }
        return collation.stringValue();
    }

    /** Whether the newest comes first among equals. */
    boolean newestFirst() {
        return !descending.isEmpty() && descending.getFirst();
    }

    /** Whether rising or falling ordinals are in this order already. */
    boolean isByAge() {
        return keys.isEmpty() || keys.size() == 1 && keys.getFirst().ascends();
    }

    /** Whether one number decides. */
    boolean isByNumber() {
        return keys.size() == 1 && keys.getFirst().key() != null;
    }

    /** The number that decides; only when {@link #isByNumber}. */
    IntToLongFunction numberKey() {
        return Objects.requireNonNull(keys.getFirst().key());
    }

    /** No ordinal up to the one given has a greater number; null when that is not known, or the greatest do not come first. */
    @Nullable
    IntToLongFunction bound() {
        return newestFirst() && isByNumber() ? keys.getFirst().greatestUpTo() : null;
    }

    /** The comparator of two ordinals; never 0 for different ones. */
    IntBinaryOperator comparator() {
        IntBinaryOperator[] comparators = new IntBinaryOperator[keys.size()];
        boolean[] down = new boolean[keys.size()];
        for (int i = 0; i < comparators.length; i++) {
            comparators[i] = keys.get(i).comparator();
            down[i] = descending.get(i);
        }
        boolean newestFirst = newestFirst();
        return (a, b) -> {
            for (int i = 0; i < comparators.length; i++) {
                int order = comparators[i].applyAsInt(a, b);
                if (order != 0) {
                    return down[i] ? -order : order;
                }
            }
            return newestFirst ? Integer.compare(b, a) : Integer.compare(a, b);
        };
    }

    /** Sorts {@code ordinals}, which ascend. */
    int[] sort(int[] ordinals) {
        int[] sorted = ordinals;
        if (newestFirst()) {
            sorted = new int[ordinals.length];
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = ordinals[ordinals.length - 1 - i];
            }
        }
        if (!isByAge()) {
            merge(sorted);
        }
        return sorted;
    }

    /** Merges runs upwards; what is in order already, as mail by date nearly is, costs one look each. */
    private void merge(int[] sorted) {
        IntBinaryOperator comparator = comparator();
        int[] from = sorted;
        int[] to = new int[sorted.length];
        for (int width = 1; width < sorted.length; width *= 2) {
            boolean moved = false;
            for (int low = 0; low < sorted.length; low += 2 * width) {
                int middle = Math.min(low + width, sorted.length);
                int high = (int) Math.min((long) low + 2L * width, sorted.length);
                if (middle == high || comparator.applyAsInt(from[middle - 1], from[middle]) < 0) {
                    System.arraycopy(from, low, to, low, high - low);
                } else {
                    mergeTwo(from, low, middle, high, to, comparator);
                    moved = true;
                }
            }
            if (moved) {
                int[] swap = from;
                from = to;
                to = swap;
            }
        }
        if (from != sorted) {
            System.arraycopy(from, 0, sorted, 0, sorted.length);
        }
    }

    private static void mergeTwo(int[] from, int low, int middle, int high, int[] to, IntBinaryOperator comparator) {
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = right == high || left < middle && comparator.applyAsInt(from[left], from[right]) <= 0;
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
