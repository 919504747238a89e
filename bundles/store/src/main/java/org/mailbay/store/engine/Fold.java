package org.mailbay.store.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.record.LogEntry;

/** Folds log entries into what happened to each object of one type, for as many whole transactions as fit. */
final class Fold {
    /** @param known before the first entry @param counts only computed properties changed */
    private record Fate(boolean known, boolean exists, boolean counts) {
        boolean isTold() {
            return known || exists;
        }
    }

    private final char letter;
    private final int max;
    private final Map<Long, Fate> fates = new LinkedHashMap<>();
    /** What the newest entry replaced, to take it back. */
    private final List<Map.Entry<Long, @Nullable Fate>> undo = new ArrayList<>();

    private int told;
    private long reached;
    private boolean any;
    private boolean full;

    Fold(char letter, long since, int max) {
        this.letter = letter;
        this.max = max;
        reached = since;
    }

    /** Adds the next transaction; false when it did not fit. */
    boolean add(LogEntry entry) {
        LogEntry.OfType of = entry.types().get(letter);
        if (of == null) {
            return true;
        }
        undo.clear();
        for (long number : of.created()) {
            put(number, new Fate(known(number, false), true, false));
        }
        for (long number : of.updated()) {
            put(number, new Fate(known(number, true), true, false));
        }
        for (long number : of.counts()) {
            Fate before = fates.get(number);
            put(number, new Fate(known(number, true), true, before == null || before.exists() && before.counts()));
        }
        for (long number : of.destroyed()) {
            put(number, new Fate(known(number, true), false, false));
        }
        if (any && told > max) {
            takeBack();
            full = true;
            return false;
        }
        any = true;
        reached = entry.modSeq();
        return true;
    }

    private boolean known(long number, boolean otherwise) {
        Fate before = fates.get(number);
        return before == null ? otherwise : before.known();
    }

    private void put(long number, Fate fate) {
        Fate before = fates.put(number, fate);
        told += (fate.isTold() ? 1 : 0) - (before != null && before.isTold() ? 1 : 0);
        undo.add(new java.util.AbstractMap.SimpleImmutableEntry<>(number, before));
    }

    private void takeBack() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            Fate before = undo.get(i).getValue();
            if (before == null) {
                fates.remove(undo.get(i).getKey());
            } else {
                fates.put(undo.get(i).getKey(), before);
            }
        }
    }

    /** The changes; {@code state} is the type's newest. */
    Changes done(long state) {
        List<ObjectId> created = new ArrayList<>();
        List<ObjectId> updated = new ArrayList<>();
        List<ObjectId> destroyed = new ArrayList<>();
        boolean countsOnly = true;
        for (Map.Entry<Long, Fate> entry : fates.entrySet()) {
            Fate fate = entry.getValue();
            if (!fate.isTold()) {
                continue;
            }
            ObjectId id = new ObjectId(letter, entry.getKey());
            if (!fate.exists()) {
                destroyed.add(id);
            } else if (fate.known()) {
                updated.add(id);
                countsOnly &= fate.counts();
            } else {
                created.add(id);
            }
        }
        boolean onlyCounts = countsOnly && !updated.isEmpty();
        return new Changes.Since(full ? reached : state, full, created, updated, destroyed, onlyCounts);
    }
}
