package org.mailbay.store.engine.image;

import java.util.Arrays;
import java.util.Set;
import org.mailbay.store.Column;

/**
 * Which columns a table has seen, in the order of their first use, with what gives their values small numbers.
 *
 * @param dictionaries by column: of word sets, of containers, or unused
 * @param words by column: of single words, or unused
 */
record Shape(Column[] columns, Dictionary<?>[] dictionaries, Dictionary<String>[] words) {

    @SuppressWarnings("unchecked")
    static Shape none() {
        return new Shape(new Column[0], new Dictionary<?>[0], (Dictionary<String>[]) new Dictionary<?>[0]);
    }

    int size() {
        return columns.length;
    }

    /** Where {@code column} is; -1 when it was never used. */
    int find(Column column) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].number() == column.number() && columns[i].getClass() == column.getClass()) {
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
        if (column instanceof Column.Words) {
            Dictionary<Set<String>> sets = new Dictionary<>();
            sets.number(Set.of());
            newDictionaries[at] = sets;
        }
        return new Shape(newColumns, newDictionaries, newWords);
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
}
