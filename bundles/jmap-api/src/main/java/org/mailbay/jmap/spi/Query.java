package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Ordinals;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.databind.node.ObjectNode;

/** One query over the snapshot of its view, used by one thread. Ordinals are those of the type's objects in that snapshot. */
@ConsumerType
public interface Query {
    /** What a query without a filter matches: the objects that clients see. */
    Ordinals all();

    /**
     * What a FilterCondition matches; operators are the caller's business. The result need not be within {@link #all()}.
     *
     * @throws MethodError unsupportedFilter for a property that the type does not filter by, invalidArguments for a malformed value
     */
    Ordinals match(ObjectNode condition) throws MethodError, IOException;

    /**
     * How a Comparator orders.
     *
     * @throws MethodError unsupportedSort for a property that the type does not sort by
     */
    Order order(Comparison comparison) throws MethodError, IOException;

    /** When not null: only the first of the objects with one key is a result (RFC 8621 §4.4.3, collapseThreads). */
    default @Nullable IntToLongFunction collapse() {
        return null;
    }

    /**
     * When not null: makes the results of all sorted matches and what they were sorted by (RFC 8621 §2.3, sortAsTree and filterAsTree).
     */
    default @Nullable BiFunction<int[], IntBinaryOperator, int[]> arrange() {
        return null;
    }

    /** Whether {@code /queryChanges} can be answered for this query. */
    default boolean canCalculateChanges() {
        return true;
    }

    /**
     * Whether the filter and the sort look only at what never changes, so that an object is a result at one place or never; asked when
     * all conditions and comparators were. Then {@code upToId} spares the client what is behind all that it knows (RFC 8620 §5.6).
     */
    default boolean isFixed() {
        return false;
    }

    /**
     * The objects whose membership or place in the results may have changed: with collapseThreads, all messages of a thread one message of
     * which changed, gone ones included.
     *
     * @param since the state that the client has
     * @param changes what the type's log says
     */
    default Collection<ObjectId> affected(long since, Changes.Since changes) throws IOException {
        Set<ObjectId> ids = new LinkedHashSet<>(changes.created());
        ids.addAll(changes.updated());
        ids.addAll(changes.destroyed());
        return ids;
    }
}
