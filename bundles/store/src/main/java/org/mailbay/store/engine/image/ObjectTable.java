package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.LongConsumer;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;

/** All objects of one type. Destroyed objects leave holes among the ordinals until the table is built anew. */
public final class ObjectTable implements Objects {
    private final char letter;
    private final long state;
    final Shape shape;
    final Chunk[] chunks;
    /** Ordinals given out, holes included. */
    final int size;

    final Bits all;
    /** By place in the shape: by word or container, otherwise empty. */
    final Vec[] indexes;
    /** By place in the shape: in at least one container without mark, otherwise empty. */
    final Bits[] visible;

    ObjectTable(
            char letter, long state, Shape shape, Chunk[] chunks, int size, Bits all, Vec[] indexes, Bits[] visible) {
        this.letter = letter;
        this.state = state;
        this.shape = shape;
        this.chunks = chunks;
        this.size = size;
        this.all = all;
        this.indexes = indexes;
        this.visible = visible;
    }

    /** A type that nothing ever happened to. */
    public static ObjectTable empty(char letter) {
        return new ObjectTable(letter, 1, Shape.none(), new Chunk[0], 0, Bits.EMPTY, new Vec[0], new Bits[0]);
    }

    /** The type's letter. */
    public char letter() {
        return letter;
    }

    @Override
    public long state() {
        return state;
    }

    @Override
    public Ordinals all() {
        return all;
    }

    @Override
    public int ordinal(ObjectId id) {
        return id.letter() == letter ? ordinal(id.number()) : -1;
    }

    @Override
    public int ordinal(ObjectId id, int before) {
        int next = before + 1;
        return next >= 0 && next < size && number(next) == id.number() && id.letter() == letter && all.contains(next)
                ? next
                : ordinal(id);
    }

    int ordinal(long number) {
        int ordinal = place(number);
        return ordinal >= 0 && all.contains(ordinal) ? ordinal : -1;
    }

    /** Where the object {@code number}, which was removed, stood; -1 when nothing is left of it. */
    int hole(long number) {
        int ordinal = place(number);
        return ordinal >= 0 && !all.contains(ordinal) ? ordinal : -1;
    }

    private int place(long number) {
        int low = 0;
        int high = chunks.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (chunks[middle].number(0) <= number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return -1;
        }
        int slot = chunks[high].find(number);
        return slot >= 0 ? high << Chunk.SHIFT | slot : -1;
    }

    private Chunk chunk(int ordinal) {
        return chunks[ordinal >>> Chunk.SHIFT];
    }

    private static int slot(int ordinal) {
        return ordinal & Chunk.SIZE - 1;
    }

    /** Those of {@code numbers}, in any order, that are here. */
    public Ordinals find(long[] numbers) {
        long[] sorted = numbers;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i - 1] > sorted[i]) {
                sorted = numbers.clone();
                Arrays.sort(sorted);
                break;
            }
        }
        Bits.Edit found = Bits.EMPTY.edit();
        int at = 0;
        for (int i = 0; i < sorted.length; i++) {
            long number = sorted[i];
            while (at + 1 < chunks.length && chunks[at + 1].number(0) <= number) {
                at++;
            }
            int slot = at < chunks.length ? chunks[at].find(number) : -1;
            if (slot >= 0 && all.contains(at << Chunk.SHIFT | slot)) {
                found.add(at << Chunk.SHIFT | slot);
            }
        }
        return found.done();
    }

    /** Shows at most {@code most} numbers in {@code from <= number < to}, ascending; says where to go on, {@code to} at the end. */
    public long numbers(long from, long to, int most, LongConsumer visitor) {
        int low = 0;
        int high = chunks.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (chunks[middle].number(0) <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int left = most;
        for (int ordinal = Math.max(0, low - 1) << Chunk.SHIFT; ordinal < size; ordinal++) {
            if (!all.contains(ordinal) || number(ordinal) < from) {
                continue;
            }
            if (number(ordinal) >= to) {
                return to;
            }
            if (left-- == 0) {
                return number(ordinal);
            }
            visitor.accept(number(ordinal));
        }
        return to;
    }

    @Override
    public ObjectId id(int ordinal) {
        return new ObjectId(letter, number(ordinal));
    }

    long number(int ordinal) {
        return chunk(ordinal).number(slot(ordinal));
    }

    @Override
    public long modSeq(int ordinal) {
        return chunk(ordinal).modSeq(slot(ordinal));
    }

    @Override
    public long createdModSeq(int ordinal) {
        return chunk(ordinal).created(slot(ordinal));
    }

    @Override
    public Row row(int ordinal) {
        Row row = Row.EMPTY;
        for (int at = 0; at < shape.size(); at++) {
            row = switch (shape.columns()[at]) {
                case Column.Number column -> row.with(column, get(at, ordinal));
                case Column.Text column -> row.with(column, chunk(ordinal).text(at, slot(ordinal)));
                case Column.Words column -> row.with(column, words(at, ordinal));
                case Column.Members column -> {
                    List<Member> members = members(at, ordinal);
                    yield members.isEmpty() ? row : row.with(column, members);
                }
            };
        }
        return row;
    }

    private long get(int at, int ordinal) {
        return chunk(ordinal).value(at, slot(ordinal));
    }

    private Set<String> words(int at, int ordinal) {
        return at < 0 ? Set.of() : shape.sets(at).value((int) get(at, ordinal));
    }

    private List<Member> members(int at, int ordinal) {
        return chunk(ordinal).members(at, slot(ordinal), shape);
    }

    @Override
    public long get(Column.Number column, int ordinal) {
        return get(shape.find(column), ordinal);
    }

    @Override
    public IntToLongFunction greatestUpTo(Column.Number column) {
        int at = shape.find(column);
        long[] greatest = new long[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            long here = chunks[i].greatest(at);
            greatest[i] = i == 0 ? here : Math.max(greatest[i - 1], here);
        }
        return ordinal -> greatest[ordinal >>> Chunk.SHIFT];
    }

    @Override
    public String get(Column.Text column, int ordinal) {
        return chunk(ordinal).text(shape.find(column), slot(ordinal));
    }

    @Override
    public Set<String> get(Column.Words column, int ordinal) {
        return words(shape.find(column), ordinal);
    }

    @Override
    public List<Member> get(Column.Members column, int ordinal) {
        return members(shape.find(column), ordinal);
    }

    @Override
    public long uid(Column.Members column, int ordinal, long container) {
        return chunk(ordinal).uid(shape.find(column), slot(ordinal), container, shape);
    }

    @Override
    public boolean deleted(Column.Members column, int ordinal, long container) {
        return chunk(ordinal).deleted(shape.find(column), slot(ordinal), container, shape);
    }

    @Override
    public long since(Column.Members column, int ordinal, long container) {
        return chunk(ordinal).since(shape.find(column), slot(ordinal), container, shape);
    }

    @Override
    public Set<String> words(Column.Words column) {
        int at = shape.find(column);
        return at < 0 ? Set.of() : Set.copyOf(shape.words()[at].values());
    }

    @Override
    public Ordinals with(Column.Words column, String word) {
        int at = shape.find(column);
        return at < 0 ? Bits.EMPTY : indexes[at].get(shape.words()[at].find(word));
    }

    @Override
    public Ordinals in(Column.Members column, long container) {
        int at = shape.find(column);
        return at < 0 ? Bits.EMPTY : indexes[at].get(shape.containers(at).find(container));
    }

    @Override
    public Ordinals visible(Column.Members column) {
        int at = shape.find(column);
        return at < 0 ? Bits.EMPTY : visible[at];
    }

    /** Whether so much of it is holes, or words that nobody has any more, that it should be built anew. */
    boolean isLoose() {
        return size - all.size() > all.size() + 8 * Chunk.SIZE
                || shape.dictionarySize() > 2 * all.size() + 8 * Chunk.SIZE;
    }

    /** Bytes of memory, about. */
    long footprint() {
        long bytes = 200 + all.footprint() + 96L * shape.dictionarySize();
        for (Chunk chunk : chunks) {
            bytes += chunk.footprint();
        }
        for (int at = 0; at < indexes.length; at++) {
            bytes += indexes[at].footprint() + visible[at].footprint();
        }
        return bytes;
    }

    void write(ImageWriter out) throws IOException {
        out.octet(letter).number(state).count(size);
        shape.write(out);
        out.count(chunks.length);
        for (Chunk chunk : chunks) {
            chunk.write(out);
        }
        all.write(out);
        out.count(indexes.length);
        for (int at = 0; at < indexes.length; at++) {
            indexes[at].write(out);
            visible[at].write(out);
        }
    }

    static ObjectTable read(ImageReader in) throws IOException {
        Object owner = new Object();
        char letter = (char) in.octet();
        long state = in.number();
        int size = in.count();
        Shape shape = Shape.read(in);
        Chunk[] chunks = new Chunk[in.count()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = Chunk.read(in, owner);
        }
        Bits all = Bits.read(in);
        Vec[] indexes = new Vec[in.count()];
        Bits[] visible = new Bits[indexes.length];
        for (int at = 0; at < indexes.length; at++) {
            indexes[at] = Vec.read(in);
            visible[at] = Bits.read(in);
        }
        return new ObjectTable(letter, state, shape, chunks, size, all, indexes, visible);
    }
}
