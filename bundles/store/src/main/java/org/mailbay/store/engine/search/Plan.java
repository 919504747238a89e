package org.mailbay.store.engine.search;

import java.util.ArrayDeque;
import java.util.Collection;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.record.Position;

/** Objects whose text is to be put into the index, or removed; when that is done the account is at {@code target}. */
final class Plan {
    final int epoch;
    final Position target;
    final ArrayDeque<ObjectId> ids;
    /** Whether all of the account is to be removed first; until that is done. */
    boolean clear;

    /** Whether it begins what an administrator asked for. */
    final boolean rebuild;

    boolean changedIndex;

    /** @param epoch of the index that it is made for */
    Plan(int epoch, Position target, Collection<ObjectId> ids, boolean clear, boolean rebuild) {
        this.rebuild = rebuild;
        this.epoch = epoch;
        this.target = target;
        this.ids = new ArrayDeque<>(ids);
        this.clear = clear;
    }
}
