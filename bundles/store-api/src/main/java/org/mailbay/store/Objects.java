package org.mailbay.store;

import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All objects of one type in a {@link Snapshot}, by ordinal: a small number that is valid within this snapshot only.
 *
 * <p>Ordinals ascend with the objects' numbers, so they run from the oldest object to the newest.
 */
@ProviderType
public interface Objects {
    /** The modseq of the last change to this type: its JMAP state (RFC 8620 §5.1). */
    long state();

    /** All of them. */
    Ordinals all();

    /** Where the object is; -1 when it is not. */
    int ordinal(ObjectId id);

    /**
     * As {@link #ordinal(ObjectId)}, at less cost where the object is the next after the one at {@code before}: who goes through many in
     * the order of their numbers finds most of them so.
     *
     * @param before any number
     */
    default int ordinal(ObjectId id, int before) {
        return ordinal(id);
    }

    /** The object at {@code ordinal}. */
    ObjectId id(int ordinal);

    /** When it was last changed. */
    long modSeq(int ordinal);

    /** When it was created. */
    long createdModSeq(int ordinal);

    /** Its row, put together. */
    Row row(int ordinal);

    /** One value of its row. */
    long get(Column.Number column, int ordinal);

    /**
     * A bound of a column's values: what it says for an ordinal is at least the value of any object up to there. Finds the greatest
     * values without looking at all, where they nearly ascend, as times of arrival do.
     */
    default IntToLongFunction greatestUpTo(Column.Number column) {
        return ordinal -> Long.MAX_VALUE;
    }

    /** One value of its row. */
    String get(Column.Text column, int ordinal);

    /** One value of its row; objects with the same words give the same set. Makes nothing. */
    Set<String> get(Column.Words column, int ordinal);

    /** One value of its row. */
    List<Member> get(Column.Members column, int ordinal);

    /** The UID that it has in {@code container}, 0 when it is not there; see {@link Member#uid}. Makes nothing. */
    long uid(Column.Members column, int ordinal, long container);

    /** Whether it is in {@code container} and marked deleted there; see {@link Member#deleted}. Makes nothing. */
    boolean deleted(Column.Members column, int ordinal, long container);

    /** Since when it is in {@code container}, 0 when it is not there or nobody knows; see {@link Member#since}. Makes nothing. */
    long since(Column.Members column, int ordinal, long container);

    /** All words that objects have, or have had of late. */
    Set<String> words(Column.Words column);

    /** The objects that have {@code word}. */
    Ordinals with(Column.Words column, String word);

    /** The objects in {@code container}, whether marked deleted or not. */
    Ordinals in(Column.Members column, long container);

    /** The objects that are in at least one container, and not marked deleted there. */
    Ordinals visible(Column.Members column);
}
