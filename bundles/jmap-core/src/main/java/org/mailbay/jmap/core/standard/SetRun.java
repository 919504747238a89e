package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Changer.Created;
import org.mailbay.jmap.spi.SetOutcome;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.jmap.spi.ShareChange;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.node.ObjectNode;

/** One {@code /set} or {@code /copy} at work, and what came of it. One thread. */
final class SetRun {
    final Settable type;

    final Overlay view;

    final Map<String, Created> created = new LinkedHashMap<>();

    final Map<ObjectId, @Nullable ObjectNode> updated = new LinkedHashMap<>();

    final List<ObjectId> destroyed = new ArrayList<>();

    final Map<String, SetError> notCreated = new LinkedHashMap<>();

    final Map<String, SetError> notUpdated = new LinkedHashMap<>();

    final Map<String, SetError> notDestroyed = new LinkedHashMap<>();

    long oldState;

    long newState;

    private final Changer changer;

    private final Guard guard;

    private final List<String> destroy;

    private final Map<String, ObjectNode> update;

    /** What is wanted of objects that exist, by the name the client gave. */
    private final Map<String, ObjectId> known = new LinkedHashMap<>();

    private final Map<ObjectId, Patch> patches = new LinkedHashMap<>();

    SetRun(
            Settable type,
            Overlay view,
            Changer changer,
            Guard guard,
            List<String> destroy,
            Map<String, ObjectNode> update) {
        this.type = type;
        this.view = view;
        this.changer = changer;
        this.guard = guard;
        this.destroy = destroy;
        this.update = update;
    }

    SetOutcome outcome() {
        Map<String, ObjectId> ids = new LinkedHashMap<>();
        created.forEach((name, made) -> ids.put(name, made.id()));
        return new SetOutcome(ids, List.copyOf(updated.keySet()), destroyed);
    }

    /**
     * Does all of it in one transaction, but for what the type wants to do in others before.
     *
     * @param changed is told when something was done
     */
    void commit(@Nullable String ifInState, Map<String, Changer.Creation> prepared, Runnable changed)
            throws MethodError, IOException {
        boolean[] begun = {false};
        boolean done = false;
        while (!done) {
            done = attempt(ifInState, prepared, begun);
            if (!done || !created.isEmpty() || !updated.isEmpty() || !destroyed.isEmpty()) {
                changed.run();
            }
        }
    }

    private boolean attempt(@Nullable String ifInState, Map<String, Changer.Creation> prepared, boolean[] begun)
            throws MethodError, IOException {
        return view.account().<Boolean, MethodError>write(tx -> {
            long state = type.state(view.at(tx.snapshot()));
            if (!begun[0]) {
                oldState = state;
                if (ifInState != null && State.parse(view, ifInState) != oldState) {
                    throw new MethodError(MethodError.STATE_MISMATCH, null); // RFC 8620 §5.3
                }
                begun[0] = true;
            }
            if (!begin(tx)) {
                return false;
            }
            boolean changed = create(tx, prepared);
            changed |= update(tx);
            changed |= destroy(tx);
            // When nothing certain happened the old state is the safe answer: it makes a client look once too often,
            // never too seldom.
            newState = changed ? tx.modSeq() : state;
            return true;
        });
    }

    /** Looks at all updates of what is there before anything is done: what is valid in the end is allowed (RFC 8620 §5.3). */
    private boolean begin(Transaction tx) throws MethodError, IOException {
        known.clear();
        patches.clear();
        notUpdated.clear();
        View now = view.at(tx.snapshot());
        Set<String> going = going();
        for (Map.Entry<String, ObjectNode> entry : update.entrySet()) {
            ObjectId id = type.parse(view.resolve(entry.getKey())).orElse(null);
            if (id == null || !type.exists(now, id)) {
                continue; // not there, or created by this very call
            }
            try {
                patches.put(id, check(now, id, entry.getValue(), going, patches.keySet()));
                known.put(entry.getKey(), id);
            } catch (SetError error) {
                notUpdated.put(entry.getKey(), error);
            }
        }
        List<ObjectId> destroys = new ArrayList<>();
        for (String name : destroy) {
            type.parse(view.resolve(name))
                    .filter(id -> type.exists(now, id) && !destroys.contains(id))
                    .ifPresent(destroys::add);
        }
        return changer.begin(tx, patches, destroys);
    }

    private Set<String> going() {
        Set<String> going = new HashSet<>();
        destroy.forEach(name -> going.add(view.resolve(name)));
        return going;
    }

    private Patch check(View now, ObjectId id, ObjectNode patch, Set<String> going, Set<ObjectId> before)
            throws SetError, MethodError, IOException {
        if (going.contains(type.text(id))) {
            throw SetError.of(SetError.WILL_DESTROY, null); // RFC 8620 §5.3
        }
        if (before.contains(id)) {
            throw SetError.of(SetError.INVALID_PATCH, "updated twice");
        }
        return guard.checkPatch(type, now, id, Patch.of(patch));
    }

    private boolean create(Transaction tx, Map<String, Changer.Creation> prepared) throws MethodError, IOException {
        for (Map.Entry<String, Changer.Creation> entry : prepared.entrySet()) {
            try {
                if (type.singleton()) {
                    throw SetError.of(SetError.SINGLETON, null);
                }
                Created made = entry.getValue().run(tx);
                created.put(entry.getKey(), made);
                ShareChange.tell(type, view, tx, made.id(), null, tx.row(made.id()));
                view.created().put(entry.getKey(), type.text(made.id()));
            } catch (OverQuotaException e) {
                notCreated.put(entry.getKey(), SetError.of(SetError.OVER_QUOTA, e.getMessage()));
            } catch (SetError error) {
                notCreated.put(entry.getKey(), error);
            }
        }
        return !created.isEmpty();
    }

    private boolean update(Transaction tx) throws MethodError, IOException {
        if (update.isEmpty()) {
            return false;
        }
        View now = view.at(tx.snapshot());
        Set<String> going = going();
        boolean changed = false;
        for (Map.Entry<String, ObjectNode> entry : update.entrySet()) {
            if (notUpdated.containsKey(entry.getKey())) {
                continue;
            }
            try {
                ObjectId id = known.get(entry.getKey());
                Patch patch = id == null ? null : patches.get(id);
                if (id == null || patch == null) {
                    id = find(tx, view.resolve(entry.getKey()));
                    patch = check(now, id, entry.getValue(), going, updated.keySet());
                }
                Row before = tx.row(id);
                updated.put(id, patch.properties().isEmpty() ? null : changer.update(tx, id, patch));
                Row after = tx.row(id);
                ShareChange.tell(type, view, tx, id, before, after);
                changed |= before != null && !before.equals(after);
            } catch (OverQuotaException e) {
                notUpdated.put(entry.getKey(), SetError.of(SetError.OVER_QUOTA, null));
            } catch (SetError error) {
                notUpdated.put(entry.getKey(), error);
            }
        }
        return changed;
    }

    private boolean destroy(Transaction tx) throws MethodError, IOException {
        Map<ObjectId, String> found = new LinkedHashMap<>();
        for (String name : destroy) {
            try {
                found.putIfAbsent(find(tx, view.resolve(name)), name);
            } catch (SetError error) {
                notDestroyed.put(name, error);
            }
        }
        Set<ObjectId> ordered = new LinkedHashSet<>(changer.destroyOrder(tx, List.copyOf(found.keySet())));
        ordered.addAll(found.keySet());
        for (ObjectId id : ordered) {
            try {
                if (type.singleton()) {
                    throw SetError.of(SetError.SINGLETON, null);
                }
                Row before = tx.row(id);
                changer.destroy(tx, id);
                destroyed.add(id);
                ShareChange.tell(type, view, tx, id, before, null);
            } catch (SetError error) {
                notDestroyed.put(found.getOrDefault(id, type.text(id)), error);
            }
        }
        return !destroyed.isEmpty();
    }

    private ObjectId find(Transaction tx, String name) throws SetError {
        ObjectId id = type.parse(name).orElseThrow(() -> SetError.of(SetError.NOT_FOUND, null));
        if (!type.exists(view.at(tx.snapshot()), id)
                && created.values().stream().noneMatch(made -> made.id().equals(id))) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        return id;
    }
}
