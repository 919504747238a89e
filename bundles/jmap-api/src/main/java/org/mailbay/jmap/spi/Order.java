package org.mailbay.jmap.spi;

import java.util.Comparator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How objects are ordered, ascending.
 *
 * @param comparator of two ordinals
 * @param key when not null, the order is that of this number, which makes finding the first few fast
 * @param ascends whether {@code key} never falls as ordinals rise: then the first and last few are found without looking at the rest
 * @param greatestUpTo when not null, no ordinal up to the one it is given has a greater {@code key}: where numbers nearly ascend, the
 *     greatest few are found without looking at the rest
 */
public record Order(
        IntBinaryOperator comparator,
        @Nullable IntToLongFunction key,
        boolean ascends,
        @Nullable IntToLongFunction greatestUpTo) {
    /** Without a bound. */
    public Order(IntBinaryOperator comparator, @Nullable IntToLongFunction key, boolean ascends) {
        this(comparator, key, ascends, null);
    }

    /** By a number. */
    public static Order byNumber(IntToLongFunction key) {
        return new Order((a, b) -> Long.compare(key.applyAsLong(a), key.applyAsLong(b)), key, false);
    }

    /** By a number that nearly ascends with ordinals; {@code greatestUpTo} such as {@link org.mailbay.store.Objects#greatestUpTo}. */
    public static Order byNumber(IntToLongFunction key, IntToLongFunction greatestUpTo) {
        return new Order(byNumber(key).comparator(), key, false, greatestUpTo);
    }

    /** By a number that never falls as ordinals rise. */
    public static Order byAscendingNumber(IntToLongFunction key) {
        return new Order((a, b) -> Long.compare(key.applyAsLong(a), key.applyAsLong(b)), key, true);
    }

    /** By anything else, such as text. */
    public static <K> Order by(IntFunction<K> key, Comparator<? super K> comparator) {
        return new Order((a, b) -> comparator.compare(key.apply(a), key.apply(b)), null, false);
    }
}
