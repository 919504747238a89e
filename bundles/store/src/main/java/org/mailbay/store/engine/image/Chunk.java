package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.Row;

/** Up to 512 neighbouring objects, column by column. Changed only by the edit that copied it, before it is published. */
final class Chunk {
    static final int SHIFT = 9;
    static final int SIZE = 1 << SHIFT;

    private final Object owner;
    /** How many slots readers of earlier chunks may look at. */
    private final int shared;

    private Cells numbers;
    private Cells modSeqs;
    private Cells created;
    /** By place in the shape: {@link Cells}, {@link Texts}, {@link Places}, or null while all values are defaults. */
    private @Nullable Object[] columns;

    private int used;

    /** What was asked last; only of a published chunk. */
    private @Nullable Greatest greatest;

    /** The greatest value of the column {@code at}. */
    private record Greatest(int at, long value) {}

    Chunk(Object owner) {
        this.owner = owner;
        shared = 0;
        numbers = Cells.zeros(owner);
        modSeqs = Cells.zeros(owner);
        created = Cells.zeros(owner);
        columns = new Object[0];
    }

    private Chunk(Chunk from, Object owner) {
        this.owner = owner;
        shared = from.used;
        used = from.used;
        numbers = from.numbers;
        modSeqs = from.modSeqs;
        created = from.created;
        columns = from.columns.clone();
    }

    /** This chunk if {@code edit} may change it, otherwise a copy that it may change. */
    Chunk ownedBy(Object edit) {
        return owner == edit ? this : new Chunk(this, edit);
    }

    int used() {
        return used;
    }

    long number(int slot) {
        return numbers.get(slot);
    }

    long modSeq(int slot) {
        return modSeqs.get(slot);
    }

    long created(int slot) {
        return created.get(slot);
    }

    /** Where {@code number} is or would be. */
    int find(long number) {
        int low = 0;
        int high = used - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long there = numbers.get(middle);
            if (there < number) {
                low = middle + 1;
            } else if (there > number) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    private @Nullable Object column(int at) {
        return at >= 0 && at < columns.length ? columns[at] : null;
    }

    long value(int at, int slot) {
        return column(at) instanceof Cells cells ? cells.get(slot) : 0;
    }

    /** The greatest number of a column, those of removed objects included. To be asked of a published chunk only. */
    long greatest(int at) {
        Greatest known = greatest;
        if (known == null || known.at != at) {
            long most = value(at, 0);
            for (int slot = 1; slot < used; slot++) {
                most = Math.max(most, value(at, slot));
            }
            known = new Greatest(at, most);
            greatest = known;
        }
        return known.value;
    }

    String text(int at, int slot) {
        return column(at) instanceof Texts texts ? texts.get(slot) : "";
    }

    List<Member> members(int at, int slot, Shape shape) {
        return column(at) instanceof Places places ? places.get(slot, shape.containers(at)) : List.of();
    }

    long uid(int at, int slot, long container, Shape shape) {
        return column(at) instanceof Places places ? places.uid(slot, container, shape.containers(at)) : 0;
    }

    boolean deleted(int at, int slot, long container, Shape shape) {
        return column(at) instanceof Places places && places.deleted(slot, container, shape.containers(at));
    }

    long since(int at, int slot, long container, Shape shape) {
        return column(at) instanceof Places places ? places.since(slot, container, shape.containers(at)) : 0;
    }

    int append(long number, long modSeq, long createdModSeq, Row row, Shape shape) {
        int slot = used;
        numbers = numbers.with(owner, slot, number, used, shared);
        created = created.with(owner, slot, createdModSeq, used, shared);
        set(slot, modSeq, row, shape);
        used++;
        return slot;
    }

    /** Uses the slot of an object that was removed for the same object again. */
    void revive(int slot, long modSeq, long createdModSeq, Row row, Shape shape) {
        created = created.with(owner, slot, createdModSeq, used, shared);
        set(slot, modSeq, row, shape);
    }

    /** Writes every column, so that nothing is left of what a discarded edit may have put into the slot. */
    void set(int slot, long modSeq, Row row, Shape shape) {
        modSeqs = modSeqs.with(owner, slot, modSeq, used, shared);
        if (columns.length < shape.size()) {
            columns = Arrays.copyOf(columns, shape.size());
        }
        for (int at = 0; at < columns.length; at++) {
            columns[at] = switch (shape.columns()[at]) {
                case Column.Number column -> cells(columns[at], slot, row.get(column));
                case Column.Words column ->
                    cells(columns[at], slot, shape.sets(at).number(row.get(column)));
                case Column.Text column -> texts(columns[at], slot, row.get(column));
                case Column.Members column -> places(columns[at], slot, row.get(column), shape.containers(at));
            };
        }
    }

    private @Nullable Object cells(@Nullable Object old, int slot, long value) {
        if (old == null && value == 0) {
            return null;
        }
        Cells cells = old == null ? Cells.zeros(owner) : (Cells) old;
        return cells.with(owner, slot, value, used, shared);
    }

    private @Nullable Object texts(@Nullable Object old, int slot, String value) {
        if (old == null && value.isEmpty()) {
            return null;
        }
        Texts texts = old == null ? Texts.none(owner) : (Texts) old;
        return slot < used && texts.get(slot).equals(value) ? texts : texts.with(owner, slot, value, shared);
    }

    private @Nullable Object places(@Nullable Object old, int slot, List<Member> members, Dictionary<Long> containers) {
        if (old == null && members.isEmpty()) {
            return null;
        }
        Places places = old == null ? Places.none(owner) : (Places) old;
        return places.with(owner, slot, members, containers, used, shared);
    }

    long footprint() {
        long bytes = 64 + numbers.footprint() + modSeqs.footprint() + created.footprint();
        for (Object column : columns) {
            bytes += switch (column) {
                case Cells cells -> 4 + cells.footprint();
                case Texts texts -> 4 + texts.footprint();
                case Places places -> 4 + places.footprint();
                case null, default -> 4;
            };
        }
        return bytes;
    }

    void write(ImageWriter out) throws IOException {
        out.count(used);
        numbers.write(out, used);
        modSeqs.write(out, used);
        created.write(out, used);
        out.count(columns.length);
        for (Object column : columns) {
            switch (column) {
                case Cells cells -> cells.write(out.octet(1), used);
                case Texts texts -> texts.write(out.octet(2), used);
                case Places places -> places.write(out.octet(3), used);
                case null, default -> out.octet(0);
            }
        }
    }

    /** @param owner nobody's who edits */
    static Chunk read(ImageReader in, Object owner) throws IOException {
        Chunk chunk = new Chunk(owner);
        chunk.used = in.count();
        chunk.numbers = Cells.read(in, owner);
        chunk.modSeqs = Cells.read(in, owner);
        chunk.created = Cells.read(in, owner);
        chunk.columns = new Object[in.count()];
        for (int at = 0; at < chunk.columns.length; at++) {
            chunk.columns[at] = switch (in.octet()) {
                case 1 -> Cells.read(in, owner);
                case 2 -> Texts.read(in, owner);
                case 3 -> Places.read(in, owner);
                default -> null;
            };
        }
        return chunk;
    }
}
