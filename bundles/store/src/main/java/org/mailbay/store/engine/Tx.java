package org.mailbay.store.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Transaction;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.Uids;
import org.mailbay.store.engine.record.IndexRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.spi.Table;

/** A transaction being run: collects and checks changes; {@link #finish} makes rows and the next image of them. */
public final class Tx implements Transaction {
    /** Requests to outboxes and payloads of one transaction are bounded by its rows. */
    private static final int MAX_PAYLOAD = 32_000;

    private static final long MAX_UID = 0xffff_ffffL;

    private final Space space;
    private final Image base;
    private final Pending before;
    private final long modSeq;
    private final long seconds;
    /** By how much the objects created here raise the quota used. */
    private long added;

    private long nextNumber;

    private final TreeMap<ObjectId, Change> changes = new TreeMap<>();
    private final Map<Character, String> names = new HashMap<>();
    private final Set<Character> noPast = new HashSet<>();
    private final Touches touches = new Touches();
    private final Map<Pending.Key, byte @Nullable []> index = new LinkedHashMap<>();
    /** Index rows as they were before; null when absent. */
    private final Map<Pending.Key, byte @Nullable []> oldIndex = new HashMap<>();

    private final List<Outcome.Request> outbox = new ArrayList<>();
    private final LinkedHashSet<Long> counters = new LinkedHashSet<>();
    private Uids uids;
    private boolean over;

    /** @param before rows of transactions that are not yet committed */
    Tx(Space space, Image base, Pending before) {
        this.space = space;
        this.base = base;
        this.before = before;
        modSeq = base.modSeq() + 1;
        seconds = Math.max(0, space.now() / 1_000);
        nextNumber = base.nextNumber();
        uids = base.uids();
    }

    /** Makes it useless. */
    void close() {
        over = true;
    }

    private void check() {
        if (over) {
            throw new IllegalStateException("the transaction is over");
        }
    }

    private void check(ObjectType type, ObjectId id) {
        check();
        if (id.letter() != type.letter()) {
            throw new IllegalArgumentException(id + " is no " + type);
        }
        if (names.get(type.letter()) == null) {
            try {
                space.letters().require(type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            names.put(type.letter(), type.name());
        } else if (!names.get(type.letter()).equals(type.name())) {
            throw new IllegalArgumentException("letter " + type.letter() + " is of another type than " + type);
        }
    }

    @Override
    public Snapshot snapshot() {
        return base;
    }

    @Override
    public long modSeq() {
        return modSeq;
    }

    @Override
    public long seconds() {
        return seconds;
    }

    @Override
    public long nextNumber() {
        check();
        return nextNumber++;
    }

    @Override
    public void create(ObjectType type, ObjectId id, Row row, byte[] bytes, Collection<BlobRef> blobs) {
        check(type, id);
        if (id.number() < base.nextNumber() || id.number() >= nextNumber || changes.containsKey(id)) {
            throw new IllegalArgumentException(id + " has no new number");
        }
        ObjRow object = object(bytes, blobs);
        // What takes no room goes into a full account, too: a mailbox, what somebody else shares
        long limit = object.charge() > 0 ? space.quotaLimit() : 0;
        if (limit > 0 && base.quotaUsed() + added + object.charge() > limit) {
            throw new OverQuotaException();
        }
        added += object.charge();
        Change change = new Change(null);
        change.after = fill(row, Row.EMPTY);
        change.newObj = object;
        changes.put(id, change);
        bound();
    }

    @Override
    public @Nullable Row row(ObjectId id) {
        Change change = changes.get(id);
        return change == null ? base.row(id) : change.after;
    }

    @Override
    public byte @Nullable [] bytes(ObjectId id) throws IOException {
        check();
        Change change = changes.get(id);
        if (change != null && change.after == null) {
            return null;
        }
        if (change != null && change.newObj != null) {
            return space.bytesOf(change.newObj);
        }
        byte[] stored = read(new Pending.Key(Table.OBJ, Keys.object(base.account(), id)));
        return stored == null ? null : space.bytesOf(ObjRow.read(stored));
    }

    private Row existing(ObjectId id) {
        Row row = row(id);
        if (row == null) {
            throw new IllegalArgumentException("there is no " + id);
        }
        return row;
    }

    private Change change(ObjectId id) {
        return changes.computeIfAbsent(id, key -> new Change(base.row(key)));
    }

    @Override
    public void update(ObjectType type, ObjectId id, Row row) {
        check(type, id);
        Row current = existing(id);
        Row filled = fill(row, current);
        if (!filled.equals(current)) {
            change(id).after = filled;
            bound();
        }
    }

    @Override
    public void update(ObjectType type, ObjectId id, Row row, byte[] bytes, Collection<BlobRef> blobs) {
        check(type, id);
        Row filled = fill(row, existing(id));
        ObjRow object = object(bytes, blobs);
        Change change = change(id);
        change.after = filled;
        change.newObj = object;
        bound();
    }

    /**
     * Makes an object what it once was, under its old id if it is no more.
     *
     * @param object null leaves its bytes as they are
     * @return false when a blob of it is gone: then nothing was done
     */
    public boolean restore(ObjectType type, ObjectId id, Row row, @Nullable ObjRow object) throws IOException {
        check(type, id);
        Row current = row(id);
        if (id.number() >= base.nextNumber() || object == null && current == null) {
            throw new IllegalArgumentException("there was no " + id);
        }
        for (BlobRef ref : object == null ? List.<BlobRef>of() : object.kept()) {
            if (!space.blobs().exists(ref)) {
                return false;
            }
        }
        Change change = change(id);
        change.after = fill(row, current == null ? Row.EMPTY : current);
        change.newObj = object;
        bound();
        return true;
    }

    /**
     * Writes the rows of an object anew, in the form that they have today: it is the same object, so no client hears of it.
     *
     * @param bytes null leaves them as they are
     */
    public void renew(ObjectType type, ObjectId id, Row row, byte @Nullable [] bytes) throws IOException {
        check(type, id);
        if (changes.containsKey(id)) {
            throw new IllegalStateException(id + " is changed already");
        }
        Row filled = fill(row, existing(id));
        Change change = change(id);
        change.after = filled;
        change.renewed = true;
        if (bytes != null) {
            ObjRow old = old(read(new Pending.Key(Table.OBJ, Keys.object(base.account(), id))));
            change.oldObj = old;
            change.newObj = object(bytes, old.refs());
        }
        bound();
    }

    /** Makes an index row what it once was; null removes it. */
    public void restoreIndex(byte[] key, byte @Nullable [] value) {
        check();
        index.put(new Pending.Key(Table.IDX, key), value == null ? null : new IndexRow(modSeq, value).stored());
        bound();
    }

    /** An index row as it is; null when there is none. */
    public @Nullable IndexRow indexRow(byte[] key) throws IOException {
        check();
        Pending.Key row = new Pending.Key(Table.IDX, key);
        byte[] stored = index.containsKey(row) ? index.get(row) : read(row);
        return stored == null ? null : IndexRow.read(stored);
    }

    @Override
    public void destroy(ObjectType type, ObjectId id) {
        check(type, id);
        existing(id);
        Change change = change(id);
        change.after = null;
        change.newObj = null;
        bound();
    }

    private void bound() {
        if (changes.size() + index.size() + outbox.size() > Group.MAX_ROWS) {
            throw new IllegalStateException("a transaction of more than " + Group.MAX_ROWS + " rows");
        }
    }

    /** Gives new memberships their UID and each its modseq. */
    private Row fill(Row row, Row current) {
        Row filled = row;
        for (Column column : row.columns()) {
            if (column instanceof Column.Members members) {
                List<Member> list = new ArrayList<>();
                for (Member member : row.get(members)) {
                    list.add(fill(member, current.get(members)));
                }
                filled = filled.with(members, list);
            }
        }
        return filled;
    }

    private Member fill(Member member, List<Member> current) {
        if (member.uid() == 0) {
            long uid = uids.next(member.container());
            if (uid > MAX_UID) {
                throw new IllegalStateException("no UID left in container " + member.container());
            }
            uids = uids.with(member.container(), uid + 1);
            counters.add(member.container());
            return new Member(member.container(), uid, modSeq, member.deleted(), seconds);
        }
        for (Member old : current) {
            if (old.container() == member.container() && old.uid() == member.uid()) {
                return old.deleted() == member.deleted()
                        ? old
                        : new Member(old.container(), old.uid(), modSeq, member.deleted(), old.since());
            }
        }
        throw new IllegalArgumentException("UID " + member.uid() + " was not given to this object");
    }

    private ObjRow object(byte[] bytes, Collection<BlobRef> blobs) {
        List<BlobRef> refs = List.copyOf(new LinkedHashSet<>(blobs));
        if (refs.size() > ObjRow.MAX_REFS) {
            throw new IllegalArgumentException(refs.size() + " blobs of one object");
        }
        try {
            for (BlobRef ref : refs) {
                if (!space.blobs().exists(ref)) {
                    throw new IllegalArgumentException("there is no blob " + ref);
                }
            }
            return ObjRow.isTooLong(bytes.length, refs.size())
                    ? new ObjRow(refs, space.blobs().seal(bytes), new byte[0])
                    : new ObjRow(refs, null, bytes.clone());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void keepNoPast(ObjectType type) {
        check();
        noPast.add(type.letter());
    }

    @Override
    public void touch(ObjectType type, ObjectId id, Touch touch) {
        check(type, id);
        touches.add(id, touch);
    }

    @Override
    public byte @Nullable [] index(String name, byte[] key) throws IOException {
        check();
        Pending.Key row = new Pending.Key(Table.IDX, Keys.index(base.account(), name, key));
        if (index.containsKey(row)) {
            byte[] mine = index.get(row);
            return mine == null ? null : IndexRow.read(mine).value();
        }
        byte[] old = oldIndex.containsKey(row) ? oldIndex.get(row) : read(row);
        oldIndex.put(row, old);
        return old == null ? null : IndexRow.read(old).value();
    }

    @Override
    public void index(String name, byte[] key, byte @Nullable [] value) {
        check();
        if (value != null && value.length > IndexRow.MAX_VALUE) {
            throw new IllegalArgumentException("index value of " + value.length + " bytes");
        }
        index.put(
                new Pending.Key(Table.IDX, Keys.index(base.account(), name, key)),
                value == null ? null : new IndexRow(modSeq, value).stored());
        bound();
    }

    @Override
    public void outbox(String topic, byte[] payload, Instant notBefore) {
        check();
        // Refuses a bad topic now, not in the commit.
        Keys.outbox(base.account(), topic);
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes");
        }
        outbox.add(new Outcome.Request(topic, payload.clone(), Math.max(0, notBefore.toEpochMilli())));
        bound();
    }

    @Override
    public long quotaUsed() {
        check();
        try {
            settle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long used = base.quotaUsed();
        for (Change change : changes.values()) {
            used += change.charge();
        }
        return used;
    }

    private byte @Nullable [] read(Pending.Key row) throws IOException {
        return before.has(row) ? before.value(row) : space.read(row.table(), row.key());
    }

    /** Reads what the changed objects refer to so far. */
    private void settle() throws IOException {
        List<Change> wanting = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        for (Map.Entry<ObjectId, Change> entry : changes.entrySet()) {
            if (entry.getValue().wantsOld()) {
                Pending.Key row = new Pending.Key(Table.OBJ, Keys.object(base.account(), entry.getKey()));
                if (before.has(row)) {
                    entry.getValue().oldObj = old(before.value(row));
                } else {
                    wanting.add(entry.getValue());
                    keys.add(row.key());
                }
            }
        }
        List<byte @Nullable []> values = space.readMany(Table.OBJ, keys);
        for (int i = 0; i < wanting.size(); i++) {
            wanting.get(i).oldObj = old(values.get(i));
        }
    }

    /** Reads the index rows that are replaced without having been looked at. */
    private void settleIndex() throws IOException {
        List<Pending.Key> wanting = new ArrayList<>();
        for (Pending.Key row : index.keySet()) {
            if (!oldIndex.containsKey(row)) {
                if (before.has(row)) {
                    oldIndex.put(row, before.value(row));
                } else {
                    wanting.add(row);
                }
            }
        }
        List<byte @Nullable []> values =
                space.readMany(Table.IDX, wanting.stream().map(Pending.Key::key).toList());
        for (int i = 0; i < wanting.size(); i++) {
            oldIndex.put(wanting.get(i), values.get(i));
        }
    }

    private static ObjRow old(byte @Nullable [] value) throws IOException {
        if (value == null) {
            throw new IOException("an object's row is missing: let the store be checked");
        }
        return ObjRow.read(value);
    }

    /** Null when nothing is to be written. */
    Group.@Nullable Done finish() throws IOException {
        settle();
        for (Change change : changes.values()) {
            if (change.newObj != null && !change.renewed && change.newObj.equals(change.oldObj)) {
                change.newObj = null;
                change.oldObj = null;
            }
        }
        changes.forEach((id, change) -> {
            if (change.isNobody()) {
                touches.forget(id);
            }
        });
        changes.values().removeIf(Change::isNothing);
        if (changes.isEmpty() && touches.isEmpty() && index.isEmpty() && outbox.isEmpty()) {
            return null;
        }
        Retention retention = space.retention();
        if (retention.millis() > 0) {
            settleIndex();
        }
        Outcome outcome = new Outcome(base, modSeq, nextNumber, uids, names, space.now(), retention.millis(), noPast);
        changes.forEach(outcome::change);
        touches.byId().forEach(outcome::touch);
        index.forEach((row, value) -> outcome.index(row, value, oldIndex.get(row)));
        outbox.forEach(outcome::request);
        counters.forEach(outcome::counter);
        retention.begin(outcome, base);
        Group.Done done = outcome.done(space.pruning(base));
        retention.begun();
        return done;
    }
}
