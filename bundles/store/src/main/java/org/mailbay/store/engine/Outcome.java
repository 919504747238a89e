package org.mailbay.store.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction.Touch;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.image.TableEdit;
import org.mailbay.store.engine.image.Uids;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.RequestRow;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.engine.record.UndoRow;
import org.mailbay.store.spi.Table;

/** Makes rows, a log entry and the next image of a transaction's changes; fed in ascending order of ids. */
final class Outcome {
    /**
     * Rows of the log that are too old to keep.
     *
     * @param floor the new one
     */
    record Pruning(long floor, List<byte[]> keys) {}

    /**
     * What a transaction asks an outbox for.
     *
     * @param due not before, in milliseconds since 1970
     */
    record Request(String topic, byte[] payload, long due) {}

    private final Image base;
    private final long modSeq;
    private final long nextNumber;
    private final Uids uids;
    private final Map<Character, String> names;
    private final long millis;
    private final long retention;
    /** Letters of types of which nothing that was is kept. */
    private final Set<Character> noPast;

    private final UndoRow undo;

    private final Pending rows = new Pending(null);
    private final SortedMap<Character, TableEdit> edits = new TreeMap<>();
    private final Touches touches = new Touches();
    private final Map<Character, Numbers> vanished = new HashMap<>();
    private final Map<Character, Numbers> texts = new HashMap<>();
    private long quotaUsed;
    private final List<Asked> asked = new ArrayList<>(0);

    Outcome(
            Image base,
            long modSeq,
            long nextNumber,
            Uids uids,
            Map<Character, String> names,
            long millis,
            long retention,
            Set<Character> noPast) {
        this.base = base;
        this.modSeq = modSeq;
        this.nextNumber = nextNumber;
        this.uids = uids;
        this.names = names;
        this.millis = millis;
        this.retention = retention;
        this.noPast = noPast;
        undo = new UndoRow(millis);
        quotaUsed = base.quotaUsed();
    }

    private void put(Table table, byte[] key, byte @Nullable [] value) {
        rows.put(table, key, value);
    }

    void change(ObjectId id, Change change) {
        TableEdit edit = edits.computeIfAbsent(id.letter(), letter -> new TableEdit(base.table(letter)));
        byte[] key = Keys.object(base.account(), id);
        Row after = change.after;
        Row before = change.before;
        if (after == null) {
            edit.remove(id.number());
            put(Table.STATE, key, null);
            put(Table.OBJ, key, null);
            keep(id, key, change);
            touches.add(id, Touch.DESTROYED);
        } else if (before == null) {
            edit.insert(id.number(), modSeq, modSeq, after);
            put(Table.STATE, key, new StateRow(modSeq, modSeq, after).value());
            touches.add(id, Touch.CREATED);
        } else if (change.renewed) {
            ObjectTable table = base.table(id.letter());
            long its = table.modSeq(table.ordinal(id));
            edit.change(id.number(), its, after);
            put(Table.STATE, key, new StateRow(its, keep(id, key, change), after).value());
            texts.computeIfAbsent(id.letter(), letter -> new Numbers()).add(id.number());
        } else {
            long created = keep(id, key, change);
            edit.change(id.number(), modSeq, after);
            put(Table.STATE, key, new StateRow(modSeq, created, after).value());
            touches.add(id, Touch.UPDATED);
            if (change.newObj != null || textChanged(before, after)) {
                texts.computeIfAbsent(id.letter(), letter -> new Numbers()).add(id.number());
            }
        }
        if (change.newObj != null) {
            put(Table.OBJ, key, change.newObj.value());
        }
        references(id, change);
        quotaUsed += change.charge();
        if (before != null) {
            vanished(id, before, after == null ? Row.EMPTY : after);
        }
    }

    /** Keeps what is replaced; gives the modseq that created the object. */
    private long keep(ObjectId id, byte[] key, Change change) {
        ObjectTable table = base.table(id.letter());
        int ordinal = table.ordinal(id);
        long created = table.createdModSeq(ordinal);
        if (retention > 0 && !noPast.contains(id.letter())) {
            undo.add(Table.STATE, key, new StateRow(table.modSeq(ordinal), created, table.row(ordinal)).value());
            if (change.oldObj != null) {
                undo.add(Table.OBJ, key, change.oldObj.value());
            }
        }
        return created;
    }

    private void references(ObjectId id, Change change) {
        Collection<BlobRef> old = kept(change.oldObj);
        Collection<BlobRef> kept = kept(change.newObj);
        for (BlobRef ref : old) {
            if (!kept.contains(ref)) {
                put(
                        Table.SYS,
                        Keys.reference(ref, base.account(), id),
                        retention == 0 ? null : BlobRow.value(ref.size(), millis + retention));
            }
        }
        for (BlobRef ref : kept) {
            if (!old.contains(ref)) {
                put(Table.SYS, Keys.reference(ref, base.account(), id), BlobRow.value(ref.size(), 0));
            }
        }
    }

    private static Collection<BlobRef> kept(@Nullable ObjRow object) {
        return object == null ? List.of() : object.kept();
    }

    /** Whether a text column has another value. */
    private static boolean textChanged(Row before, Row after) {
        return before.columns().stream().anyMatch(column -> differs(column, before, after))
                || after.columns().stream().anyMatch(column -> differs(column, before, after));
    }

    private static boolean differs(Column column, Row before, Row after) {
        return column instanceof Column.Text text && !before.get(text).equals(after.get(text));
    }

    /** RFC 7162 §3.2.10: the UIDs that are no more. */
    private void vanished(ObjectId id, Row before, Row after) {
        for (Column column : before.columns()) {
            if (column instanceof Column.Members members) {
                for (Member member : before.get(members)) {
                    if (after.get(members).stream()
                            .noneMatch(now -> now.container() == member.container() && now.uid() == member.uid())) {
                        vanished.computeIfAbsent(id.letter(), letter -> new Numbers())
                                .add(member.container())
                                .add(member.uid());
                    }
                }
            }
        }
    }

    void touch(ObjectId id, Touch touch) {
        // A stored object's own change says more than what is derived.
        if (!touches.byId().containsKey(id)) {
            touches.add(id, touch);
        }
    }

    void row(Pending.Key key, byte @Nullable [] value) {
        rows.put(key, value);
    }

    /** @param old null when there was none */
    void index(Pending.Key key, byte @Nullable [] value, byte @Nullable [] old) {
        rows.put(key, value);
        if (retention > 0 && old != null) {
            undo.add(key.table(), key.key(), old);
        }
    }

    void request(Request request) {
        byte[] key = request.due() > millis
                ? Keys.delayed(request.due(), base.account(), modSeq, asked.size())
                : Keys.outbox(base.account(), request.topic(), modSeq, asked.size());
        put(Table.SYS, key, new RequestRow(millis, request.topic(), request.payload()).value());
        asked.add(new Asked(request.topic(), request.due() > millis ? request.due() : 0));
    }

    void counter(long container) {
        put(Table.SYS, Keys.uid(base.account(), container), Scalars.number(uids.next(container)));
    }

    Group.Done done(@Nullable Pruning pruning) {
        LogEntry entry = entry();
        byte[][] values = entry.values();
        for (int part = 0; part < values.length; part++) {
            put(Table.LOG, Keys.log(base.account(), modSeq, part), values[part]);
        }
        if (!undo.isEmpty()) {
            byte[][] undone = undo.values();
            for (int part = 0; part < undone.length; part++) {
                put(Table.SYS, Keys.undo(base.account(), modSeq, part), undone[part]);
            }
        }
        long floor = base.floor();
        if (pruning != null && rows.size() + pruning.keys().size() <= Group.MAX_ROWS) {
            floor = pruning.floor();
            pruning.keys().forEach(key -> put(Table.LOG, key, null));
        }
        if (rows.size() > Group.MAX_ROWS) {
            throw new IllegalStateException("a transaction of more than " + Group.MAX_ROWS + " rows");
        }
        @Nullable ObjectTable[] tables = base.tables().clone();
        Set<String> changed = new LinkedHashSet<>();
        for (char letter : entry.types().keySet()) {
            TableEdit edit = edits.getOrDefault(letter, new TableEdit(base.table(letter)));
            if (entry.types().get(letter).isSilent()) {
                Image.put(tables, edit.done(base.table(letter).state()));
            } else {
                Image.put(tables, edit.done(modSeq));
                changed.add(names.get(letter));
            }
        }
        Image image = new Image(base.account(), modSeq, nextNumber, quotaUsed, floor, tables, uids);
        return new Group.Done(image, entry, changed, rows, asked);
    }

    private static long[] done(@Nullable Numbers numbers) {
        return numbers == null ? LogEntry.NONE : numbers.done();
    }

    private static Numbers[] noNumbers() {
        return new Numbers[] {new Numbers(), new Numbers(), new Numbers(), new Numbers()};
    }

    private LogEntry entry() {
        SortedMap<Character, Numbers[]> lists = new TreeMap<>();
        texts.keySet().forEach(letter -> lists.put(letter, noNumbers()));
        touches.byId()
                .forEach((id, touch) ->
                        lists.computeIfAbsent(id.letter(), letter -> noNumbers())[touch.ordinal()].add(id.number()));
        SortedMap<Character, LogEntry.OfType> types = new TreeMap<>();
        lists.forEach((letter, by) -> types.put(
                letter,
                new LogEntry.OfType(
                        by[Touch.CREATED.ordinal()].done(),
                        by[Touch.UPDATED.ordinal()].done(),
                        by[Touch.COUNTS.ordinal()].done(),
                        by[Touch.DESTROYED.ordinal()].done(),
                        done(vanished.get(letter)),
                        done(texts.get(letter)))));
        return new LogEntry(modSeq, millis, ThreadLocalRandom.current().nextLong() | 1, types);
    }
}
