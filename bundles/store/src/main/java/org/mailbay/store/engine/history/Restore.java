package org.mailbay.store.engine.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.record.IndexRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.spi.Table;

/**
 * Makes an account what a {@link Goal} shows, by transactions of some hundred objects each.
 *
 * <p>Objects keep their ids and get new modseqs; memberships that have to be made again get new UIDs. Containers come before what is in
 * them, and go after it. What differs is looked for anew each time, so one that was cut short is ended by running it again.
 */
public final class Restore {
    /** What becomes of what is younger than the goal. */
    public enum Mode {
        /** It stays. */
        KEEP,
        /** It is destroyed. */
        EXACT
    }

    private final JmapStore store;
    private final Space space;
    private final Goal goal;
    private final Mode mode;
    private final boolean preview;
    private final Steps steps;
    private final Report report = new Report();

    /** @param preview only says what would be done */
    public Restore(JmapStore store, Models models, Space space, Goal goal, Mode mode, boolean preview)
            throws IOException {
        this.store = store;
        this.space = space;
        this.goal = goal;
        this.mode = mode;
        this.preview = preview;
        steps = new Steps(space, models, types(), report);
    }

    private Types types() throws IOException {
        return new Types(store.typeNames());
    }

    /** Does it. */
    public Report run() throws IOException {
        TreeSet<ObjectId> younger = mode == Mode.EXACT ? younger() : new TreeSet<>();
        for (boolean inContainers : new boolean[] {false, true}) {
            goal.objects((id, row, object) -> {
                younger.remove(id);
                if (isInContainer(row) == inContainers) {
                    object(id, row, object);
                }
            });
            steps.flush();
        }
        goal.index(this::index);
        steps.flush();
        if (mode == Mode.EXACT) {
            for (boolean inContainers : new boolean[] {true, false}) {
                destroy(younger, inContainers);
                steps.flush();
            }
            youngerIndex();
            steps.flush();
        }
        return report;
    }

    private static boolean isInContainer(Row row) {
        return row.columns().stream().anyMatch(Column.Members.class::isInstance);
    }

    private TreeSet<ObjectId> younger() throws IOException {
        TreeSet<ObjectId> younger = new TreeSet<>();
        for (ObjectTable table : space.image().all()) {
            table.all().forEach(ordinal -> {
                if (goal.isYounger(table.createdModSeq(ordinal))) {
                    younger.add(table.id(ordinal));
                }
            });
        }
        return younger;
    }

    private void object(ObjectId id, Row row, @Nullable ObjRow object) throws IOException {
        Row now = space.image().row(id);
        if (now != null && isSame(now, row) && (object == null || object.equals(stored(id)))) {
            return;
        }
        if (now == null && object == null) {
            throw new IOException(id + " was destroyed without its bytes: let the store be checked");
        }
        if (preview) {
            steps.foresee(id, now != null, object);
        } else {
            steps.add(new Steps.Put(id, row, object));
        }
    }

    private @Nullable ObjRow stored(ObjectId id) throws IOException {
        byte[] row = space.read(Table.OBJ, Keys.object(space.id(), id));
        return row == null ? null : ObjRow.read(row);
    }

    /** Whether they differ at most in UIDs and modseqs of memberships. */
    static boolean isSame(Row now, Row then) {
        return then.equals(now) || adapted(then, now).equals(now);
    }

    /** The row as it was, with the memberships that are still there as they are. */
    static Row adapted(Row then, @Nullable Row now) {
        Row adapted = then;
        for (Column column : then.columns()) {
            if (column instanceof Column.Members members) {
                List<Member> list = new ArrayList<>();
                for (Member member : then.get(members)) {
                    list.add(adapted(member, now == null ? List.of() : now.get(members)));
                }
                adapted = adapted.with(members, list);
            }
        }
        return adapted;
    }

    private static Member adapted(Member then, List<Member> now) {
        for (Member member : now) {
            if (member.container() == then.container()) {
                return member.marked(then.deleted());
            }
        }
        return new Member(then.container(), 0, 0, then.deleted());
    }

    private void index(byte[] key, byte @Nullable [] value) throws IOException {
        byte[] stored = space.read(Table.IDX, key);
        IndexRow now = stored == null ? null : IndexRow.read(stored);
        if (now == null ? value == null : Arrays.equals(now.value(), value)) {
            return;
        }
        if (mode == Mode.KEEP && now != null) {
            report.conflict();
            return;
        }
        report.index();
        if (!preview) {
            steps.add(new Steps.Index(key, value));
        }
    }

    private void destroy(TreeSet<ObjectId> younger, boolean inContainers) throws IOException {
        for (ObjectId id : younger) {
            Row row = space.image().row(id);
            if (row == null || isInContainer(row) != inContainers) {
                continue;
            }
            if (preview) {
                steps.foreseeDestroyed(id);
            } else {
                steps.add(new Steps.Destroy(id));
            }
        }
    }

    private void youngerIndex() throws IOException {
        TreeSet<byte[]> shown = new TreeSet<>(Arrays::compareUnsigned);
        goal.index((key, value) -> {
            if (value != null) {
                shown.add(key);
            }
        });
        List<byte[]> keys = new ArrayList<>();
        byte[] from = Keys.first(space.id());
        boolean more = true;
        while (more) {
            more = youngerIndex(from, shown, keys);
            for (byte[] key : keys) {
                report.index();
                if (!preview) {
                    steps.add(new Steps.Index(key, null));
                }
            }
            if (more) {
                from = Arrays.copyOf(keys.getLast(), keys.getLast().length + 1);
            }
            keys.clear();
        }
    }

    /** Some rows of the index that nothing shown by the goal explains; false when these are the last. */
    private boolean youngerIndex(byte[] from, TreeSet<byte[]> shown, List<byte[]> keys) throws IOException {
        int[] left = {1_000};
        space.shard().scan(Table.IDX, from, Keys.after(space.id()), (key, value) -> {
            if (goal.isYounger(IndexRow.read(value).modSeq()) && !shown.contains(key)) {
                keys.add(key);
                left[0]--;
            }
            return left[0] > 0;
        });
        return left[0] == 0;
    }

    /** The registered types. */
    record Types(Map<Character, String> names) {
        ObjectType of(char letter) throws IOException {
            String name = names.get(letter);
            if (name == null) {
                throw new IOException("objects of a type that is not registered: " + letter);
            }
            return new ObjectType(name, letter);
        }

        /** The object of this number, whatever its type; null when there is none. */
        static @Nullable ObjectId find(Image image, long number) {
            for (ObjectTable table : image.all()) {
                ObjectId id = new ObjectId(table.letter(), number);
                if (table.ordinal(id) >= 0) {
                    return id;
                }
            }
            return null;
        }
    }
}
