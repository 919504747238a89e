package org.mailbay.store;

import java.util.List;

/** What happened to the objects of a type after a state (RFC 8620 §5.2). */
public sealed interface Changes {
    /** The log does not reach back that far, or the state is not one of this account: start anew. */
    record TooOld() implements Changes {}

    /**
     * Every object once, by what it has become.
     *
     * @param newState the state these changes lead to; a transaction is never cut in two
     * @param hasMore whether there are changes after {@code newState}
     * @param created neither known before nor destroyed since
     * @param updated known before
     * @param destroyed known before
     * @param countsOnly {@code updated} holds only changes of {@link Transaction.Touch#COUNTS}
     */
    record Since(
            long newState,
            boolean hasMore,
            List<ObjectId> created,
            List<ObjectId> updated,
            List<ObjectId> destroyed,
            boolean countsOnly)
            implements Changes {
        public Since {
            created = List.copyOf(created);
            updated = List.copyOf(updated);
            destroyed = List.copyOf(destroyed);
        }
    }
}
