package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** Checks one account, a slice of its objects at a time: nobody writes to it while one is looked at. */
final class AccountCheck {
    private final Check check;
    private final Space space;
    private final Map<Character, String> types;
    private final AccountId account;

    /** Rows looked at together: some ten milliseconds. */
    private static final int SLICE = 5_000;

    private static final byte[] DONE = {};

    /** Ids of STATE of the slice, without those that OBJ turned out to have. */
    private final Set<ObjectId> states = new HashSet<>();

    private final Map<Long, BitSet> uids = new HashMap<>();
    private final Set<BlobRef> blobs = new LinkedHashSet<>();
    private final List<byte[]> references = new ArrayList<>();
    private long charge;
    private int rows;

    /** @param types the registered types by letter */
    AccountCheck(Check check, Space space, Map<Character, String> types) {
        this.check = check;
        this.space = space;
        this.types = types;
        account = space.id();
    }

    void run() throws IOException {
        long before = space.alone(this::log);
        byte[] from = Keys.first(account);
        while (from != DONE) {
            byte[] at = from;
            from = space.alone(() -> slice(at));
            check.blobs(space, blobs);
            blobs.clear();
        }
        space.alone(() -> sums(before));
    }

    private interface Look<T> {
        T at(Records records) throws IOException;
    }

    private <T> T look(Look<T> look) throws IOException {
        OpenRecords shard = space.shard().records().enter();
        try {
            return look.at(shard.records());
        } finally {
            space.shard().records().exit();
        }
    }

    /** Checks the head and the log; says the account's modseq. */
    private long log() throws IOException {
        Image image = space.image();
        return look(records -> {
            Head head = head(records);
            if (!Head.read(space.head(image)).equals(head)) {
                find("memory-differs", "head in memory " + Head.read(space.head(image)) + ", in records " + head);
            }
            head.states().forEach((letter, state) -> {
                if (state > head.modSeq()) {
                    find("state-ahead", "type " + letter + " at " + state + ", account at " + head.modSeq());
                }
            });
            if (head.modSeq() > head.floor()
                    && !AccountLog.scan(records, account, head.floor() + 1, head.modSeq(), entry -> true)) {
                find("log-incomplete", "between " + head.floor() + " and " + head.modSeq());
            }
            return head.modSeq();
        });
    }

    /** Checks rows from a key on; says where to go on. */
    private byte[] slice(byte[] from) throws IOException {
        Image image = space.image();
        return look(records -> {
            Head head = head(records);
            byte[][] to = {DONE};
            int[] count = {0};
            records.scan(Table.STATE, from, Keys.after(account), (key, value) -> {
                if (count[0]++ == SLICE) {
                    to[0] = key;
                    return false;
                }
                state(Keys.objectOf(key), StateRow.read(value), head, image);
                return true;
            });
            rows += Math.min(count[0], SLICE);
            records.scan(Table.OBJ, from, to[0] == DONE ? Keys.after(account) : to[0], (key, value) -> {
                object(records, Keys.objectOf(key), ObjRow.read(value));
                return true;
            });
            references(records);
            states.forEach(id -> find("object-missing", id + " has a state but no object"));
            states.clear();
            return to[0];
        });
    }

    /** Checks what must be equal in sum; not when somebody wrote meanwhile, then the next check does. */
    private boolean sums(long before) throws IOException {
        Image image = space.image();
        return look(records -> {
            Head head = head(records);
            if (head.modSeq() != before) {
                return false;
            }
            int held =
                    image.all().stream().mapToInt(table -> table.all().size()).sum();
            if (held != rows) {
                find("memory-differs", held + " objects in memory, " + rows + " in records");
            }
            if (charge != head.quotaUsed()) {
                find("quota-differs", "counted " + charge + ", head says " + head.quotaUsed());
            }
            return true;
        });
    }

    private void find(String code, String detail) {
        check.find(code, account, detail);
    }

    private Head head(Records records) throws IOException {
        byte[] row = records.get(Table.SYS, Keys.head(account));
        if (row == null) {
            throw new IOException("the head of " + account + " is missing");
        }
        return Head.read(row);
    }

    private void state(ObjectId id, StateRow state, Head head, Image image) {
        states.add(id);
        if (!types.containsKey(id.letter())) {
            find("type-unknown", id + " is of no registered type");
        }
        if (id.number() >= head.nextNumber()) {
            find("number-ahead", id + ", next is " + head.nextNumber());
        }
        if (state.modSeq() > head.states().getOrDefault(id.letter(), 0L) || state.created() > state.modSeq()) {
            find("modseq-ahead", id + " created " + state.created() + ", changed " + state.modSeq());
        }
        if (!state.row().equals(image.row(id))) {
            find("memory-differs", id + " is another in memory");
        }
        for (Column column : state.row().columns()) {
            if (column instanceof Column.Members members) {
                for (Member member : state.row().get(members)) {
                    if (member.uid() >= image.uidNext(member.container())) {
                        find("uid-ahead", id + " has UID " + member.uid() + " in " + member.container());
                    }
                    // Of UIDs that are larger only the bound is checked: it would take two thousand million deliveries.
                    if (member.uid() < Integer.MAX_VALUE) {
                        BitSet seen = uids.computeIfAbsent(member.container(), key -> new BitSet());
                        if (seen.get((int) member.uid())) {
                            find("uid-twice", member.uid() + " in " + member.container());
                        }
                        seen.set((int) member.uid());
                    }
                }
            }
        }
    }

    private void object(Records records, ObjectId id, ObjRow object) throws IOException {
        if (!states.remove(id)) {
            find("state-missing", id + " has an object but no state");
        }
        charge += object.charge();
        for (BlobRef ref : object.kept()) {
            blobs.add(ref);
            references.add(Keys.reference(ref, account, id));
            if (references.size() == 1_000) {
                references(records);
            }
        }
    }

    private void references(Records records) throws IOException {
        List<byte[]> rows = references.isEmpty() ? List.of() : records.getMany(Table.SYS, references);
        for (int i = 0; i < rows.size(); i++) {
            byte[] row = rows.get(i);
            if (row == null || !BlobRow.read(references.get(i), row).isReference()) {
                find("reference-missing", java.util.HexFormat.of().formatHex(references.get(i)));
            }
        }
        references.clear();
    }
}
