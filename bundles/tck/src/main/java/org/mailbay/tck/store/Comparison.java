package org.mailbay.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.tck.store.Model.Thing;
import org.mailbay.tck.store.Model.Version;

/** Asks an account and its model the same questions. */
final class Comparison {
    private final Account account;
    private final Model model;

    Comparison(Account account, Model model) {
        this.account = account;
        this.model = model;
    }

    void snapshot() {
        Snapshot snapshot = account.snapshot();
        assertThat(snapshot.modSeq()).isEqualTo(model.modSeq);
        assertThat(snapshot.quotaUsed()).isEqualTo(model.quota());
        model.uids.forEach((container, next) -> assertThat(snapshot.uidNext(container))
                .as("next UID of %d", container)
                .isEqualTo(next));
        objects(snapshot, Things.EMAIL);
        objects(snapshot, Things.MAILBOX);
        assertThat(snapshot.objects(Things.THREAD).state()).isEqualTo(model.state('t'));
    }

    private void objects(Snapshot snapshot, ObjectType type) {
        Objects objects = snapshot.objects(type);
        assertThat(objects.state()).as("state of %s", type).isEqualTo(model.state(type.letter()));
        List<ObjectId> ids = new ArrayList<>();
        objects.all().forEach(ordinal -> ids.add(objects.id(ordinal)));
        assertThat(ids)
                .isEqualTo(model.things.keySet().stream()
                        .filter(id -> id.letter() == type.letter())
                        .toList());
        for (ObjectId id : ids) {
            Thing thing = model.things.get(id);
            int ordinal = objects.ordinal(id);
            assertThat(objects.row(ordinal)).as("row of %s", id).isEqualTo(thing.row());
            assertThat(objects.modSeq(ordinal)).as("modseq of %s", id).isEqualTo(thing.changed());
            assertThat(objects.createdModSeq(ordinal)).isEqualTo(thing.created());
            columns(objects, ordinal, thing.row());
        }
        assertThat(objects.ordinal(type.id(1_000_000))).isEqualTo(-1);
        sets(objects, type);
    }

    private static void columns(Objects objects, int ordinal, Row row) {
        for (Column column : row.columns()) {
            switch (column) {
                case Column.Number number ->
                    assertThat(objects.get(number, ordinal)).isEqualTo(row.get(number));
                case Column.Text text -> assertThat(objects.get(text, ordinal)).isEqualTo(row.get(text));
                case Column.Words words ->
                    assertThat(objects.get(words, ordinal)).isEqualTo(row.get(words));
                case Column.Members members -> {
                    assertThat(objects.get(members, ordinal)).isEqualTo(row.get(members));
                    members(objects, members, ordinal, row);
                }
            }
        }
    }

    private static void members(Objects objects, Column.Members column, int ordinal, Row row) {
        assertThat(objects.uid(column, ordinal, 999)).isZero();
        assertThat(objects.deleted(column, ordinal, 999)).isFalse();
        assertThat(objects.since(column, ordinal, 999)).isZero();
        for (Member member : row.get(column)) {
            assertThat(objects.uid(column, ordinal, member.container())).isEqualTo(member.uid());
            assertThat(objects.deleted(column, ordinal, member.container())).isEqualTo(member.deleted());
            assertThat(objects.since(column, ordinal, member.container())).isEqualTo(member.since());
        }
    }

    private void sets(Objects objects, ObjectType type) {
        TreeSet<String> words = new TreeSet<>(List.of("never"));
        TreeSet<Long> containers = new TreeSet<>(List.of(999L));
        model.uids.keySet().forEach(containers::add);
        model.things.values().forEach(thing -> words.addAll(thing.row().get(Things.KEYWORDS)));
        Ordinals before = objects.all().minus(objects.all());
        for (String word : words) {
            Ordinals with = objects.with(Things.KEYWORDS, word);
            compare(objects, with, type, row -> row.get(Things.KEYWORDS).contains(word));
            assertThat(with.countAnd(before)).isEqualTo(with.and(before).size());
            assertThat(with.or(before).size())
                    .isEqualTo(with.size() + before.size() - with.and(before).size());
            before = with;
        }
        for (long container : containers) {
            compare(
                    objects,
                    objects.in(Things.MAILBOXES, container),
                    type,
                    row -> row.get(Things.MAILBOXES).stream().anyMatch(member -> member.container() == container));
        }
        compare(
                objects,
                objects.visible(Things.MAILBOXES),
                type,
                row -> row.get(Things.MAILBOXES).stream().anyMatch(member -> !member.deleted()));
    }

    private void compare(Objects objects, Ordinals ordinals, ObjectType type, Predicate<Row> expected) {
        List<ObjectId> ids = new ArrayList<>();
        ordinals.forEach(ordinal -> ids.add(objects.id(ordinal)));
        List<ObjectId> wanted = model.things.entrySet().stream()
                .filter(entry -> entry.getKey().letter() == type.letter()
                        && expected.test(entry.getValue().row()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(ids).isEqualTo(wanted);
        assertThat(ordinals.size()).isEqualTo(wanted.size());
        List<ObjectId> backwards = new ArrayList<>();
        ordinals.descending(ordinal -> backwards.add(objects.id(ordinal)));
        assertThat(backwards.reversed()).isEqualTo(wanted);
    }

    void bytes() throws IOException {
        List<ObjectId> ids = new ArrayList<>(model.things.keySet());
        ids.add(new ObjectId('m', 1_000_000));
        for (int from = 0; from < ids.size(); from += 500) {
            List<ObjectId> some = ids.subList(from, Math.min(ids.size(), from + 500));
            List<byte[]> bytes = account.bytes(some);
            for (int i = 0; i < some.size(); i++) {
                Thing thing = model.things.get(some.get(i));
                assertThat(bytes.get(i)).as("bytes of %s", some.get(i)).isEqualTo(thing == null ? null : thing.bytes());
            }
        }
    }

    void index() throws IOException {
        List<String> wrong = account.write(tx -> {
            List<String> differing = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                byte[] key = RandomWork.key(i);
                if (!java.util.Arrays.equals(tx.index("test", key), model.index.get("k" + i))) {
                    differing.add("k" + i);
                }
            }
            return differing;
        });
        assertThat(wrong).isEmpty();
    }

    /** What it was, and the changes since, make what it is; whole and in pieces. */
    void changes(ObjectType type, long since, Map<ObjectId, Version> old) throws IOException {
        Map<ObjectId, Version> now = model.versions(type.letter());
        Changes.Since whole = (Changes.Since) account.changes(type, since, Integer.MAX_VALUE);
        assertThat(whole.hasMore()).isFalse();
        assertThat(whole.newState()).isEqualTo(Math.max(since, model.state(type.letter())));
        assertThat(new TreeSet<>(whole.created())).isEqualTo(minus(now, old));
        assertThat(new TreeSet<>(whole.destroyed())).isEqualTo(minus(old, now));
        TreeSet<ObjectId> updated = new TreeSet<>();
        boolean countsOnly = true;
        for (Map.Entry<ObjectId, Version> entry : old.entrySet()) {
            Version is = now.get(entry.getKey());
            if (is != null && !is.equals(entry.getValue())) {
                updated.add(entry.getKey());
                countsOnly &= is.changed() == entry.getValue().changed();
            }
        }
        // An object that was changed and changed back, or derived anew, may be told as updated.
        assertThat(new TreeSet<>(whole.updated())).containsAll(updated);
        assertThat(old.keySet()).containsAll(whole.updated());
        assertThat(now.keySet()).containsAll(whole.updated());
        if (whole.updated().size() == updated.size()) {
            assertThat(whole.countsOnly()).isEqualTo(countsOnly && !updated.isEmpty());
        }
        pieces(type, since, old, now);
    }

    /** RFC 7162 §3.2.5.2. */
    void vanished(long container, long since) throws IOException {
        assertThat(account.vanished(Things.EMAIL, container, since).orElseThrow())
                .as("UIDs of %d that ended after %d", container, since)
                .containsExactly(model.ended.stream()
                        .filter(ended -> ended.container() == container && ended.modSeq() > since)
                        .mapToLong(Model.Ended::uid)
                        .sorted()
                        .toArray());
    }

    private void pieces(ObjectType type, long since, Map<ObjectId, Version> old, Map<ObjectId, Version> now)
            throws IOException {
        Map<ObjectId, Boolean> known = new HashMap<>();
        old.keySet().forEach(id -> known.put(id, true));
        long state = since;
        for (boolean more = true; more; ) {
            Changes.Since piece = (Changes.Since) account.changes(type, state, 3);
            assertThat(piece.created()).noneMatch(known::containsKey);
            assertThat(known.keySet()).containsAll(piece.updated()).containsAll(piece.destroyed());
            piece.created().forEach(id -> known.put(id, true));
            piece.destroyed().forEach(known::remove);
            more = piece.hasMore();
            if (more) {
                assertThat(piece.newState()).isGreaterThan(state);
            }
            state = piece.newState();
        }
        assertThat(known.keySet()).isEqualTo(now.keySet());
    }

    private static TreeSet<ObjectId> minus(Map<ObjectId, Version> a, Map<ObjectId, Version> b) {
        TreeSet<ObjectId> rest = new TreeSet<>(a.keySet());
        rest.removeAll(b.keySet());
        return rest;
    }
}
