package org.mailbay.store.engine.image;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.Row;

/** Changes to a table that become the next table together. For one thread. */
public final class TableEdit {
    private static final int VISIBLE = -1;

    private final ObjectTable base;
    /** Marks what this edit may write to. */
    private final Object token = new Object();

    private Shape shape;
    private Chunk[] chunks;
    private int size;
    private final Bits.Edit all;
    private long lastNumber;
    /** Objects with numbers between others', for which there is no hole. */
    private final TreeMap<Long, Inserted> inserted = new TreeMap<>();

    /** The bit sets being changed, by place in the shape and number of word or container. */
    private final Map<Long, Bits.Edit> bits = new HashMap<>();

    /** Begins. */
    public TableEdit(ObjectTable base) {
        this.base = base;
        shape = base.shape;
        chunks = base.chunks.clone();
        size = base.size;
        all = base.all.edit();
        lastNumber = size == 0 ? 0 : base.number(size - 1);
    }

    /** Adds an object whose number is above all others'. */
    public void append(long number, long modSeq, long created, Row row) {
        if (number <= lastNumber) {
            throw new IllegalStateException("object " + number + " after " + lastNumber);
        }
        lastNumber = number;
        grow(row);
        int ordinal = size++;
        int at = ordinal >>> Chunk.SHIFT;
        if (at == chunks.length) {
            chunks = Arrays.copyOf(chunks, at + 1);
            chunks[at] = new Chunk(token);
        }
        owned(ordinal).append(number, modSeq, created, row, shape);
        all.add(ordinal);
        index(ordinal, Row.EMPTY, row);
    }

    /** An object that has no place yet. */
    private record Inserted(long modSeq, long created, Row row) {}

    /** Adds an object that is not there, whatever its number. */
    public void insert(long number, long modSeq, long created, Row row) {
        if (number > lastNumber) {
            append(number, modSeq, created, row);
            return;
        }
        int hole = base.hole(number);
        if (hole < 0) {
            inserted.put(number, new Inserted(modSeq, created, row));
            return;
        }
        grow(row);
        owned(hole).revive(hole & Chunk.SIZE - 1, modSeq, created, row, shape);
        all.add(hole);
        index(hole, Row.EMPTY, row);
    }

    /** Changes the object {@code number}, which exists. */
    public void change(long number, long modSeq, Row row) {
        int ordinal = base.ordinal(number);
        Row old = base.row(ordinal);
        grow(row);
        owned(ordinal).set(ordinal & Chunk.SIZE - 1, modSeq, row, shape);
        index(ordinal, old, row);
    }

    /** Changes the object {@code number}, or adds it; false when it cannot stand where it would have to. */
    public boolean replace(long number, long modSeq, long created, Row row) {
        int ordinal = base.ordinal(number);
        if (ordinal >= 0) {
            if (base.createdModSeq(ordinal) != created) {
                return false;
            }
            change(number, modSeq, row);
            return true;
        }
        if (number <= lastNumber) {
            return false;
        }
        append(number, modSeq, created, row);
        return true;
    }

    /** Removes the object {@code number}, if it exists. */
    public void removeIfThere(long number) {
        if (base.ordinal(number) >= 0) {
            remove(number);
        }
    }

    /** Removes the object {@code number}, which exists. */
    public void remove(long number) {
        int ordinal = base.ordinal(number);
        all.remove(ordinal);
        index(ordinal, base.row(ordinal), Row.EMPTY);
    }

    private void grow(Row row) {
        for (Column column : row.columns()) {
            if (shape.find(column) < 0) {
                shape = shape.with(column);
            }
        }
    }

    private Chunk owned(int ordinal) {
        int at = ordinal >>> Chunk.SHIFT;
        chunks[at] = chunks[at].ownedBy(token);
        return chunks[at];
    }

    private void index(int ordinal, Row old, Row row) {
        for (int at = 0; at < shape.size(); at++) {
            switch (shape.columns()[at]) {
                case Column.Words column -> indexWords(at, ordinal, old.get(column), row.get(column));
                case Column.Members column -> indexMembers(at, ordinal, old.get(column), row.get(column));
                case Column.Number column -> {}
                case Column.Text column -> {}
            }
        }
    }

    private void indexWords(int at, int ordinal, Set<String> old, Set<String> now) {
        for (String word : old) {
            if (!now.contains(word)) {
                bits(at, shape.words()[at].number(word)).remove(ordinal);
            }
        }
        for (String word : now) {
            if (!old.contains(word)) {
                bits(at, shape.words()[at].number(word)).add(ordinal);
            }
        }
    }

    private void indexMembers(int at, int ordinal, List<Member> old, List<Member> now) {
        if (old.equals(now)) {
            return;
        }
        boolean wasVisible = false;
        for (Member member : old) {
            wasVisible |= !member.deleted();
            if (!isIn(now, member.container())) {
                bits(at, shape.containers(at).number(member.container())).remove(ordinal);
            }
        }
        boolean isVisible = false;
        for (Member member : now) {
            isVisible |= !member.deleted();
            if (!isIn(old, member.container())) {
                bits(at, shape.containers(at).number(member.container())).add(ordinal);
            }
        }
        if (isVisible && !wasVisible) {
            bits(at, VISIBLE).add(ordinal);
        } else if (wasVisible && !isVisible) {
            bits(at, VISIBLE).remove(ordinal);
        }
    }

    private static boolean isIn(List<Member> members, long container) {
        for (Member member : members) {
            if (member.container() == container) {
                return true;
            }
        }
        return false;
    }

    private Bits.Edit bits(int at, int id) {
        return bits.computeIfAbsent(
                (long) at << 32 | id & 0xffff_ffffL, key -> current(at, id).edit());
    }

    private Bits current(int at, int id) {
        if (at >= base.indexes.length) {
            return Bits.EMPTY;
        }
        return id == VISIBLE ? base.visible[at] : base.indexes[at].get(id);
    }

    /** The next table, with {@code state}. */
    public ObjectTable done(long state) {
        Vec[] indexes = Arrays.copyOf(base.indexes, shape.size());
        Bits[] visible = Arrays.copyOf(base.visible, shape.size());
        for (int at = base.indexes.length; at < indexes.length; at++) {
            indexes[at] = Vec.EMPTY;
            visible[at] = Bits.EMPTY;
        }
        bits.forEach((key, edit) -> {
            int at = (int) (key >>> 32);
            int id = (int) (long) key;
            if (id == VISIBLE) {
                visible[at] = edit.done();
            } else {
                indexes[at] = indexes[at].with(id, edit.done());
            }
        });
        ObjectTable table = new ObjectTable(base.letter(), state, shape, chunks, size, all.done(), indexes, visible);
        return table.isLoose() || !inserted.isEmpty() ? rebuild(table) : table;
    }

    private ObjectTable rebuild(ObjectTable loose) {
        TableEdit fresh = new TableEdit(ObjectTable.empty(loose.letter()));
        loose.all.forEach(ordinal -> {
            fresh.appendAll(inserted.headMap(loose.number(ordinal)));
            fresh.append(
                    loose.number(ordinal), loose.modSeq(ordinal), loose.createdModSeq(ordinal), loose.row(ordinal));
        });
        fresh.appendAll(inserted);
        return fresh.done(loose.state());
    }

    private void appendAll(SortedMap<Long, Inserted> some) {
        some.forEach((number, object) -> append(number, object.modSeq, object.created, object.row));
        some.clear();
    }
}
