package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.store.Column;

/**
 * Which columns a table has seen, in the order of their first use, with what gives their values small numbers.
 *
 * @param dictionaries by column: of word sets, of containers, or unused
 * @param words by column: of single words, or unused
 * @param places where the first column of each number is; -1 when it was never used
 */
record Shape(Column[] columns, Dictionary<?>[] dictionaries, Dictionary<String>[] words, byte[] places) {
    /** Column numbers are 1 to 63. */
    private static final int NUMBERS = 64;

    @SuppressWarnings("unchecked")
    static Shape none() {
        byte[] places = new byte[NUMBERS];
        Arrays.fill(places, (byte) -1);
        return new Shape(new Column[0], new Dictionary<?>[0], (Dictionary<String>[]) new Dictionary<?>[0], places);
    }

    int size() {
        return columns.length;
    }

    /** Where {@code column} is; -1 when it was never used. */
    int find(Column column) {
        int first = places[column.number()];
        if (first < 0 || columns[first].getClass() == column.getClass()) {
            return first;
        }
        for (int i = first + 1; i < columns.length; i++) {
            if (columns[i].equals(column)) {
                return i;
            }
        }
        return -1;
    }

    Shape with(Column column) {
        int at = columns.length;
        Column[] newColumns = Arrays.copyOf(columns, at + 1);
        Dictionary<?>[] newDictionaries = Arrays.copyOf(dictionaries, at + 1);
        Dictionary<String>[] newWords = Arrays.copyOf(words, at + 1);
        newColumns[at] = column;
        newDictionaries[at] = new Dictionary<Object>();
        newWords[at] = new Dictionary<>();
        byte[] newPlaces = places.clone();
        if (newPlaces[column.number()] < 0) {
            newPlaces[column.number()] = (byte) at;
        }
        if (column instanceof Column.Words) {
            Dictionary<Set<String>> sets = new Dictionary<>();
            sets.number(Set.of());
            newDictionaries[at] = sets;
        }
        return new Shape(newColumns, newDictionaries, newWords, newPlaces);
    }

    @SuppressWarnings("unchecked")
    Dictionary<Set<String>> sets(int at) {
        return (Dictionary<Set<String>>) dictionaries[at];
    }

    @SuppressWarnings("unchecked")
    Dictionary<Long> containers(int at) {
        return (Dictionary<Long>) dictionaries[at];
    }

    /** How many values the dictionaries hold, wanted or not. */
    int dictionarySize() {
        int size = 0;
        for (Dictionary<?> dictionary : dictionaries) {
            size += dictionary.size();
        }
        return size;
    }

    void write(ImageWriter out) throws IOException {
        out.count(columns.length);
        for (int at = 0; at < columns.length; at++) {
            out.octet(columns[at].number());
            switch (columns[at]) {
                case Column.Number column -> out.octet(0);
                case Column.Text column -> out.octet(1);
                case Column.Words column -> {
                    out.octet(2);
                    List<Set<String>> sets = sets(at).values();
                    out.count(sets.size());
                    for (Set<String> set : sets) {
                        out.count(set.size());
                        for (String word : set) {
                            out.text(word);
                        }
                    }
                    List<String> single = words[at].values();
                    out.count(single.size());
                    for (String word : single) {
                        out.text(word);
                    }
                }
                case Column.Members column -> {
                    out.octet(3);
                    List<Long> containers = containers(at).values();
                    out.count(containers.size());
                    for (long container : containers) {
                        out.number(container);
                    }
                }
            }
        }
    }

    static Shape read(ImageReader in) throws IOException {
        Shape shape = none();
        int count = in.count();
        for (int at = 0; at < count; at++) {
            int number = in.octet();
            switch (in.octet()) {
                case 0 -> shape = shape.with(new Column.Number(number));
                case 1 -> shape = shape.with(new Column.Text(number));
                case 2 -> {
                    shape = shape.with(new Column.Words(number));
                    for (int sets = in.count(); sets > 0; sets--) {
                        Set<String> set = new TreeSet<>();
                        for (int words = in.count(); words > 0; words--) {
                            set.add(in.text());
                        }
                        shape.sets(at).number(set.isEmpty() ? Set.of() : Collections.unmodifiableSet(set));
                    }
                    for (int words = in.count(); words > 0; words--) {
                        shape.words()[at].number(in.text());
                    }
                }
                default -> {
                    shape = shape.with(new Column.Members(number));
                    for (int containers = in.count(); containers > 0; containers--) {
                        shape.containers(at).number(in.number());
                    }
                }
            }
        }
        return shape;
    }
}
