package org.mailbay.store.engine;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Transaction.Touch;

/** What one transaction did to each object, folded to one word. */
final class Touches {
    private final Map<ObjectId, Touch> byId = new TreeMap<>();

    /** Adds what happened next. */
    void add(ObjectId id, Touch next) {
        Touch before = byId.get(id);
        Touch folded = before == null ? next : fold(before, next);
        if (folded == null) {
            byId.remove(id);
        } else {
            byId.put(id, folded);
        }
    }

    private static @Nullable Touch fold(Touch before, Touch next) {
        return switch (before) {
            case CREATED -> next == Touch.DESTROYED ? null : Touch.CREATED;
            case UPDATED -> next == Touch.DESTROYED ? next : Touch.UPDATED;
            case COUNTS -> next;
            case DESTROYED -> next == Touch.DESTROYED ? next : Touch.UPDATED;
        };
    }

    /** Forgets what happened to an object that came and went. */
    void forget(ObjectId id) {
        byId.remove(id);
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    Map<ObjectId, Touch> byId() {
        return byId;
    }
}
