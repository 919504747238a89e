package org.mailbay.store;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.osgi.annotation.versioning.ProviderType;

/** A set of ordinals of one {@link Objects}, ascending. Immutable. */
@ProviderType
public interface Ordinals {
    /** How many. */
    int size();

    /** Whether {@code ordinal} is one. */
    boolean contains(int ordinal);

    /** Those in both. */
    Ordinals and(Ordinals other);

    /** Those in either. */
    Ordinals or(Ordinals other);

    /** Those that {@code other} lacks. */
    Ordinals minus(Ordinals other);

    /** How many are in both; makes no set. */
    int countAnd(Ordinals other);

    /** Those that {@code keep} keeps. */
    Ordinals filter(IntPredicate keep);

    /** Visits them ascending. */
    void forEach(IntConsumer visitor);

    /** Visits them descending until {@code visitor} says false. */
    void descending(IntPredicate visitor);

    /** All of them, ascending. */
    int[] toArray();
}
