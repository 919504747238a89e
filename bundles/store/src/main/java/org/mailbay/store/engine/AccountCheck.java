package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
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

/** Checks one account while nobody writes to it. */
final class AccountCheck {
    private final Check check;
    private final Space space;
    private final Map<Character, String> types;
    private final AccountId account;

    /** Ids of STATE, without those that OBJ turned out to have. */
    private final Set<ObjectId> states = new HashSet<>();

    private final Map<Long, Set<Long>> uids = new HashMap<>();
    private final Set<BlobRef> blobs = new LinkedHashSet<>();
    private final List<byte[]> references = new ArrayList<>();
    private long charge;

    /** @param types the registered types by letter */
    AccountCheck(Check check, Space space, Map<Character, String> types) {
        this.check = check;
        this.space = space;
        this.types = types;
        account = space.id();
    }

    void run() throws IOException {
        Image image = space.image();
        OpenRecords shard = space.shard().records().enter();
        try {
            Records records = shard.records();
            Head head = head(records, image);
            records.scan(Table.STATE, Keys.first(account), Keys.after(account), (key, value) -> {
                state(Keys.objectOf(key), StateRow.read(value), head, image);
                return true;
            });
            int expected = states.size();
            int held =
                    image.all().stream().mapToInt(table -> table.all().size()).sum();
            if (held != expected) {
                find("memory-differs", held + " objects in memory, " + expected + " in records");
            }
            records.scan(Table.OBJ, Keys.first(account), Keys.after(account), (key, value) -> {
                object(records, Keys.objectOf(key), ObjRow.read(value));
                return true;
            });
            references(records);
            states.forEach(id -> find("object-missing", id + " has a state but no object"));
            if (charge != head.quotaUsed()) {
                find("quota-differs", "counted " + charge + ", head says " + head.quotaUsed());
            }
            if (head.modSeq() > head.floor()
                    && !AccountLog.scan(records, account, head.floor() + 1, head.modSeq(), entry -> true)) {
                find("log-incomplete", "between " + head.floor() + " and " + head.modSeq());
            }
        } finally {
            space.shard().records().exit();
        }
        check.blobs(space, blobs);
    }

    private void find(String code, String detail) {
        check.find(code, account, detail);
    }

    private Head head(Records records, Image image) throws IOException {
        byte[] row = records.get(Table.SYS, Keys.head(account));
        if (row == null) {
            throw new IOException("the head of " + account + " is missing");
        }
        Head head = Head.read(row);
        if (!Head.read(space.head(image)).equals(head)) {
            find("memory-differs", "head in memory " + Head.read(space.head(image)) + ", in records " + head);
        }
        head.states().forEach((letter, state) -> {
            if (state > head.modSeq()) {
                find("state-ahead", "type " + letter + " at " + state + ", account at " + head.modSeq());
            }
        });
        return head;
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
                    if (!uids.computeIfAbsent(member.container(), key -> new HashSet<>())
                            .add(member.uid())) {
                        find("uid-twice", member.uid() + " in " + member.container());
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
