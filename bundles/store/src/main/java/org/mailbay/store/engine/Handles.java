package org.mailbay.store.engine;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;

/**
 * The accounts that somebody holds or that are in memory; never two objects for one, for they would be two writers.
 *
 * <p>Who holds none that is not in memory lets it go: then nothing is left of it here.
 */
final class Handles {
    private final Map<AccountId, Handle> handles = new ConcurrentHashMap<>();
    private final ReferenceQueue<Space> gone = new ReferenceQueue<>();

    private static final class Handle extends WeakReference<Space> {
        private final AccountId id;

        Handle(AccountId id, Space space, ReferenceQueue<Space> gone) {
            super(space, gone);
            this.id = id;
        }
    }

    @Nullable
    Space get(AccountId id) {
        Handle handle = handles.get(id);
        return handle == null ? null : handle.get();
    }

    /** The account; made by {@code maker} if nobody holds it. */
    Space get(AccountId id, Supplier<Space> maker) {
        clean();
        Space[] found = new Space[1];
        handles.compute(id, (key, old) -> {
            Space held = old == null ? null : old.get();
            found[0] = held == null ? maker.get() : held;
            return held == null ? new Handle(id, found[0], gone) : old;
        });
        return found[0];
    }

    /** An account that was never made is forgotten, whoever still holds the object. */
    void forget(Space space) {
        handles.computeIfPresent(space.id(), (key, handle) -> handle.get() == space ? null : handle);
    }

    private void clean() {
        for (Object handle = gone.poll(); handle != null; handle = gone.poll()) {
            handles.remove(((Handle) handle).id, handle);
        }
    }

    List<Space> all() {
        List<Space> all = new ArrayList<>();
        for (Handle handle : handles.values()) {
            Space space = handle.get();
            if (space != null) {
                all.add(space);
            }
        }
        return all;
    }

    int size() {
        clean();
        return handles.size();
    }
}
