package org.mailbay.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The column values of one object. Immutable; a value equal to its column's default is the same as none. */
public final class Row {
    /** A row without values. */
    public static final Row EMPTY = new Row(new TreeMap<>());

    private final TreeMap<Integer, Object> values;

    private Row(TreeMap<Integer, Object> values) {
        this.values = values;
    }

    /** The value of {@code column}; 0 when absent. */
    public long get(Column.Number column) {
        return values.get(column.number()) instanceof Long value ? value : 0;
    }

    /** The value of {@code column}; empty when absent. */
    public String get(Column.Text column) {
        return values.get(column.number()) instanceof String value ? value : "";
    }

    /** The words of {@code column}, ascending. */
    @SuppressWarnings("unchecked")
    public Set<String> get(Column.Words column) {
        return values.get(column.number()) instanceof Set<?> value ? (Set<String>) value : Set.of();
    }

    /** The memberships of {@code column}, ascending by container. */
    @SuppressWarnings("unchecked")
    public List<Member> get(Column.Members column) {
        return values.get(column.number()) instanceof List<?> value ? (List<Member>) value : List.of();
    }

    /** This row with another value. */
    public Row with(Column.Number column, long value) {
        return put(column, value == 0 ? null : value);
    }

    /**
     * This row with another value.
     *
     * @throws IllegalArgumentException when it is longer than {@link Column.Text#MAX_LENGTH}
     */
    public Row with(Column.Text column, String value) {
        if (value.length() > Column.Text.MAX_LENGTH
                || value.getBytes(StandardCharsets.UTF_8).length > Column.Text.MAX_LENGTH) {
            throw new IllegalArgumentException("text of " + value.length() + " characters");
        }
        return put(column, value.isEmpty() ? null : value);
    }

    /**
     * This row with other words.
     *
     * @throws IllegalArgumentException when they are too many or too long
     */
    public Row with(Column.Words column, Collection<String> words) {
        if (words.size() > 1000) {
            throw new IllegalArgumentException(words.size() + " words");
        }
        for (String word : words) {
            if (word.isEmpty() || word.length() > 255 || word.getBytes(StandardCharsets.UTF_8).length > 255) {
                throw new IllegalArgumentException("word of " + word.length() + " characters");
            }
        }
        return put(column, words.isEmpty() ? null : Collections.unmodifiableSet(new TreeSet<>(words)));
    }

    /** This row with other memberships; at most one per container. */
    public Row with(Column.Members column, Collection<Member> members) {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingLong(Member::container));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).container() == sorted.get(i - 1).container()) {
                throw new IllegalArgumentException(
                        "twice in container " + sorted.get(i).container());
            }
        }
        return put(column, sorted.isEmpty() ? null : List.copyOf(sorted));
    }

    /** This row with exactly these containers: memberships that exist are kept, new ones are for the store to fill in. */
    public Row withContainers(Column.Members column, Collection<Long> containers) {
        List<Member> members = new ArrayList<>();
        for (Member member : get(column)) {
            if (containers.contains(member.container())) {
                members.add(member);
            }
        }
        for (long container : containers) {
            if (get(column).stream().noneMatch(member -> member.container() == container)) {
                members.add(new Member(container, 0, 0, false));
            }
        }
        return with(column, members);
    }

    /** The values by column number: {@code Long}, {@code String}, sorted {@code Set<String>} or {@code List<Member>}. */
    public SortedMap<Integer, Object> values() {
        return Collections.unmodifiableSortedMap(values);
    }

    private Row put(Column column, @Nullable Object value) {
        TreeMap<Integer, Object> copy = new TreeMap<>(values);
        if (value == null) {
            copy.remove(column.number());
        } else {
            copy.put(column.number(), value);
        }
        return new Row(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
