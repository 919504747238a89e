package org.mailbay.store.engine;

import org.jspecify.annotations.Nullable;
import org.mailbay.store.Row;
import org.mailbay.store.engine.record.ObjRow;

/** What a transaction does to one stored object. */
final class Change {
    /** As it was before the transaction; null when it was not. */
    final @Nullable Row before;

    /** As it is to be; null when it is not to be. */
    @Nullable
    Row after;

    /** The row of OBJ before; null when there was none, or it is not needed, or not yet read. */
    @Nullable
    ObjRow oldObj;

    /** The row of OBJ to write; null when it stays. */
    @Nullable
    ObjRow newObj;

    /** Whether its rows are written anew although it is the same object: no client hears of it. */
    boolean renewed;

    Change(@Nullable Row before) {
        this.before = before;
    }

    /** Whether the old row of OBJ must be known. */
    boolean wantsOld() {
        return before != null && oldObj == null && (after == null || newObj != null);
    }

    /** Whether the object came and went within the transaction. */
    boolean isNobody() {
        return before == null && after == null;
    }

    boolean isNothing() {
        return before == null ? after == null : before.equals(after) && newObj == null && !renewed;
    }

    /** By how much the quota used grows. */
    long charge() {
        long charge = 0;
        if (newObj != null && after != null) {
            charge += newObj.charge();
        }
        if (oldObj != null) {
            charge -= oldObj.charge();
        }
        return charge;
    }
}
