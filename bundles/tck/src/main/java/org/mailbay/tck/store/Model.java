package org.mailbay.tck.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction.Touch;

/** An account as a trivial store would have it: maps, copied as a whole for every transaction. */
final class Model {
    /**
     * A stored object.
     *
     * @param counts the last transaction that changed computed properties only
     */
    record Thing(Row row, byte[] bytes, Set<BlobRef> blobs, long created, long changed, long counts) {
        long charge() {
            return bytes.length + blobs.stream().mapToLong(BlobRef::size).sum();
        }
    }

    /** How often a derived object changed, and by what: compared between two times. */
    record Version(long changed, long counts) {}

    /** A UID that ended. */
    record Ended(long modSeq, long container, long uid) {}

    long modSeq = 1;
    /** When the transaction at work happens. */
    long seconds;

    final TreeMap<ObjectId, Thing> things = new TreeMap<>();
    final TreeMap<ObjectId, Version> derived = new TreeMap<>();
    final Map<Long, Long> uids = new HashMap<>();
    final Map<String, byte[]> index = new HashMap<>();
    final Map<Character, Long> states = new HashMap<>();
    final Set<Long> given = new LinkedHashSet<>();
    final List<Ended> ended = new ArrayList<>();

    Model copy() {
        Model copy = new Model();
        copy.modSeq = modSeq;
        copy.things.putAll(things);
        copy.derived.putAll(derived);
        copy.uids.putAll(uids);
        copy.index.putAll(index);
        copy.states.putAll(states);
        copy.given.addAll(given);
        copy.ended.addAll(ended);
        return copy;
    }

    long quota() {
        return things.values().stream().mapToLong(Thing::charge).sum();
    }

    long state(char letter) {
        return states.getOrDefault(letter, 1L);
    }

    /** Every object of a type with its version. */
    Map<ObjectId, Version> versions(char letter) {
        Map<ObjectId, Version> versions = new TreeMap<>();
        things.forEach((id, thing) -> {
            if (id.letter() == letter) {
                versions.put(id, new Version(thing.changed, thing.counts));
            }
        });
        derived.forEach((id, version) -> {
            if (id.letter() == letter) {
                versions.put(id, version);
            }
        });
        return versions;
    }

    long uidNext(long container) {
        return uids.getOrDefault(container, 1L);
    }

    void create(ObjectId id, Row row, byte[] bytes, Set<BlobRef> blobs) {
        things.put(id, new Thing(fill(row, Row.EMPTY), bytes, blobs, modSeq, modSeq, 0));
    }

    void update(ObjectId id, Row row) {
        Thing old = things.get(id);
        update(id, row, old.bytes, old.blobs);
    }

    void update(ObjectId id, Row row, byte[] bytes, Set<BlobRef> blobs) {
        Thing old = things.get(id);
        things.put(id, new Thing(fill(row, old.row), bytes, blobs, old.created, modSeq, old.counts));
    }

    void touch(ObjectId id, Touch touch) {
        Thing thing = things.get(id);
        if (thing != null) {
            things.put(id, new Thing(thing.row, thing.bytes, thing.blobs, thing.created, thing.changed, modSeq));
            return;
        }
        Version old = derived.getOrDefault(id, new Version(0, 0));
        switch (touch) {
            case CREATED, UPDATED -> derived.put(id, new Version(modSeq, old.counts));
            case COUNTS -> derived.put(id, new Version(old.changed, modSeq));
            case DESTROYED -> derived.remove(id);
        }
    }

    private Row fill(Row row, Row old) {
        Row filled = row;
        for (Column column : row.columns()) {
            if (column instanceof Column.Members members) {
                List<Member> list = new ArrayList<>();
                for (Member member : row.get(members)) {
                    list.add(fill(member, old.get(members)));
                }
                filled = filled.with(members, list);
            }
        }
        return filled;
    }

    private Member fill(Member member, List<Member> old) {
        if (member.uid() == 0) {
            long uid = uidNext(member.container());
            uids.put(member.container(), uid + 1);
            return new Member(member.container(), uid, modSeq, member.deleted(), seconds);
        }
        Member was = old.stream()
                .filter(other -> other.container() == member.container())
                .findFirst()
                .orElseThrow();
        return was.deleted() == member.deleted()
                ? was
                : new Member(was.container(), was.uid(), modSeq, member.deleted(), was.since());
    }

    private void end(Model before) {
        before.things.forEach((id, old) -> {
            Thing thing = things.get(id);
            List<Member> now = thing == null ? List.of() : thing.row.get(Things.MAILBOXES);
            for (Member member : old.row.get(Things.MAILBOXES)) {
                if (now.stream()
                        .noneMatch(other -> other.container() == member.container() && other.uid() == member.uid())) {
                    ended.add(new Ended(modSeq, member.container(), member.uid()));
                }
            }
        });
    }

    /** Forgets changes that were none, given the account before; says whether something is left. */
    boolean settle(Model before, boolean touched) {
        for (Map.Entry<ObjectId, Thing> entry : things.entrySet()) {
            Thing old = before.things.get(entry.getKey());
            Thing now = entry.getValue();
            if (old != null
                    && old.row.equals(now.row)
                    && Arrays.equals(old.bytes, now.bytes)
                    && old.blobs.equals(now.blobs)) {
                entry.setValue(new Thing(now.row, now.bytes, now.blobs, now.created, old.changed, now.counts));
            }
        }
        end(before);
        boolean any = touched;
        for (char letter : new char[] {'m', 'b', 't'}) {
            if (!versions(letter).equals(before.versions(letter))) {
                states.put(letter, modSeq);
                any = true;
            }
        }
        return any;
    }
}
