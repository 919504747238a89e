package org.mailbay.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The column values of one object. Immutable; a value equal to its column's default is the same as none. */
public final class Row {
    /** A row without values. */
    public static final Row EMPTY = new Row(new Column[0], new Object[0]);

    /** Ascending by number, one per number. */
    private final Column[] columns;

    private final Object[] values;

    private Row(Column[] columns, Object[] values) {
        this.columns = columns;
        this.values = values;
    }

    /** The value of {@code column}; 0 when absent. */
    public long get(Column.Number column) {
        return value(column) instanceof Long value ? value : 0;
    }

    /** The value of {@code column}; empty when absent. */
    public String get(Column.Text column) {
        return value(column) instanceof String value ? value : "";
    }

    /** The words of {@code column}, ascending. */
    @SuppressWarnings("unchecked")
    public Set<String> get(Column.Words column) {
        return value(column) instanceof Set<?> value ? (Set<String>) value : Set.of();
    }

    /** The memberships of {@code column}, ascending by container. */
    @SuppressWarnings("unchecked")
    public List<Member> get(Column.Members column) {
        return value(column) instanceof List<?> value ? (List<Member>) value : List.of();
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
        if (value.length() > Column.Text.MAX_LENGTH / 4
                && value.getBytes(StandardCharsets.UTF_8).length > Column.Text.MAX_LENGTH) {
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
            if (word.isEmpty() || word.length() > 63 && word.getBytes(StandardCharsets.UTF_8).length > 255) {
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

    /** The columns that have a value other than their default, ascending by number. */
    public List<Column> columns() {
        return Collections.unmodifiableList(Arrays.asList(columns));
    }

    private @Nullable Object value(Column column) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].number() == column.number()) {
                return values[i];
            }
        }
        return null;
    }

    private Row put(Column column, @Nullable Object value) {
        int at = 0;
        while (at < columns.length && columns[at].number() < column.number()) {
            at++;
        }
        int replaced = at < columns.length && columns[at].number() == column.number() ? 1 : 0;
        int added = value == null ? 0 : 1;
        if (replaced == 0 && added == 0) {
            return this;
        }
        int rest = columns.length - at - replaced;
        Column[] newColumns = Arrays.copyOf(columns, at + added + rest);
        Object[] newValues = Arrays.copyOf(values, at + added + rest);
        System.arraycopy(columns, at + replaced, newColumns, at + added, rest);
        System.arraycopy(values, at + replaced, newValues, at + added, rest);
        if (value != null) {
            newColumns[at] = column;
            newValues[at] = value;
        }
        return new Row(newColumns, newValues);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row that && Arrays.equals(columns, that.columns) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(columns) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < columns.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(columns[i].number())
                    .append('=')
                    .append(values[i]);
        }
        return text.append('}').toString();
    }
}
