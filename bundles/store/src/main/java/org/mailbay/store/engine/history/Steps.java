package org.mailbay.store.engine.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction.Touch;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.Tx;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.spi.Schema;

/** The changes of the next transaction of a restore. */
final class Steps {
    private static final int MOST_ROWS = 1_000;
    private static final long MOST_BYTES = 2 << 20;

    /** One change. */
    sealed interface Step {}

    /** @param object null when it has not changed */
    record Put(ObjectId id, Row row, @Nullable ObjRow object) implements Step {}

    record Destroy(ObjectId id) implements Step {}

    /** @param value null removes */
    record Index(byte[] key, byte @Nullable [] value) implements Step {}

    private final Space space;
    private final Models models;
    private final Restore.Types types;
    private final Report report;
    private final List<Step> steps = new ArrayList<>();
    private int rows;
    private long bytes;

    Steps(Space space, Models models, Restore.Types types, Report report) {
        this.space = space;
        this.models = models;
        this.types = types;
        this.report = report;
    }

    void add(Step step) throws IOException {
        steps.add(step);
        rows += 6;
        if (step instanceof Put put && put.object() != null) {
            rows += 2 * put.object().kept().size();
            bytes += put.object().bytes().length;
        }
        if (rows >= MOST_ROWS || bytes >= MOST_BYTES) {
            flush();
        }
    }

    /** Counts what would be done. */
    void foresee(ObjectId id, boolean exists, @Nullable ObjRow object) throws IOException {
        String type = types.of(id.letter()).name();
        if (object != null && !space.hasBlobs(object.kept())) {
            report.lost(type);
        } else if (exists) {
            report.changed(type);
        } else {
            report.restored(type);
        }
    }

    void foreseeDestroyed(ObjectId id) throws IOException {
        report.destroyed(types.of(id.letter()).name());
    }

    /** Commits. */
    void flush() throws IOException {
        if (steps.isEmpty()) {
            return;
        }
        space.<Void, IOException>write(transaction -> {
            run((Tx) transaction);
            return null;
        });
        report.transaction();
        steps.clear();
        rows = 0;
        bytes = 0;
    }

    private void run(Tx tx) throws IOException {
        Map<Character, List<Schema.Restored>> changes = new TreeMap<>();
        for (Step step : steps) {
            switch (step) {
                case Put put -> note(changes, put(tx, put));
                case Destroy destroy -> note(changes, destroy(tx, destroy.id()));
                case Index index -> tx.restoreIndex(index.key(), index.value());
            }
        }
        for (Map.Entry<Character, List<Schema.Restored>> entry : changes.entrySet()) {
            touchContainers(tx, entry.getValue());
            if (!models.restored(entry.getKey(), tx, entry.getValue())) {
                report.unguided(types.of(entry.getKey()).name());
            }
        }
    }

    private static void note(Map<Character, List<Schema.Restored>> changes, Schema.@Nullable Restored change) {
        if (change != null) {
            changes.computeIfAbsent(change.id().letter(), _ -> new ArrayList<>())
                    .add(change);
        }
    }

    private Schema.@Nullable Restored put(Tx tx, Put put) throws IOException {
        String type = types.of(put.id().letter()).name();
        Row before = tx.row(put.id());
        if (before == null && put.object() == null) {
            return null; // Somebody destroyed it just now.
        }
        if (!tx.restore(types.of(put.id().letter()), put.id(), Restore.adapted(put.row(), before), put.object())) {
            report.lost(type);
            return null;
        }
        if (before == null) {
            report.restored(type);
        } else {
            report.changed(type);
        }
        return new Schema.Restored(put.id(), before, tx.row(put.id()));
    }

    private Schema.@Nullable Restored destroy(Tx tx, ObjectId id) throws IOException {
        Row before = tx.row(id);
        if (before == null) {
            return null;
        }
        tx.destroy(types.of(id.letter()), id);
        report.destroyed(types.of(id.letter()).name());
        return new Schema.Restored(id, before, null);
    }

    /** What is counted by container may be another: the general rule, for every type. */
    private void touchContainers(Tx tx, List<Schema.Restored> changes) throws IOException {
        Set<Long> containers = new LinkedHashSet<>();
        for (Schema.Restored change : changes) {
            collect(change.before(), containers);
            collect(change.after(), containers);
        }
        for (long container : containers) {
            ObjectId id = Restore.Types.find((Image) tx.snapshot(), container);
            if (id != null && tx.row(id) != null) {
                tx.touch(types.of(id.letter()), id, Touch.COUNTS);
            }
        }
    }

    private static void collect(@Nullable Row row, Set<Long> containers) {
        for (Column column : row == null ? List.<Column>of() : row.columns()) {
            if (column instanceof Column.Members members) {
                row.get(members).forEach(member -> containers.add(member.container()));
            }
        }
    }
}
