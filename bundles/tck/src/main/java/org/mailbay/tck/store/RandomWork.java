package org.mailbay.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.Transaction.Touch;

/** Does the same random changes to a transaction and to a model. */
final class RandomWork {
    private static final String[] WORDS = {"$seen", "$flagged", "$draft", "work", "fun", "ümläut"};

    private final Random random;
    private final Model model;
    private final List<BlobRef> blobs;
    private final Transaction tx;
    private boolean touched;

    RandomWork(Random random, Model model, List<BlobRef> blobs, Transaction tx) {
        this.random = random;
        this.model = model;
        this.blobs = blobs;
        this.tx = tx;
        model.modSeq++;
        model.seconds = tx.seconds();
    }

    /** Whether something changed that has no version: an index. */
    boolean touched() {
        return touched;
    }

    void run() throws IOException {
        assertThat(tx.modSeq()).isEqualTo(model.modSeq);
        int actions = random.nextInt(6);
        for (int i = 0; i < actions; i++) {
            act();
        }
        for (ObjectId id : model.things.keySet()) {
            assertThat(tx.row(id)).isEqualTo(model.things.get(id).row());
        }
        assertThat(tx.quotaUsed()).isEqualTo(model.quota());
    }

    private void act() throws IOException {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> createEmail();
            case 3 -> createMailbox();
            case 4, 5 -> keywords();
            case 6, 7 -> members();
            case 8 -> bytes();
            case 9 -> destroy();
            case 10 -> derive();
            default -> index();
        }
    }

    private ObjectId pick(ObjectType type) {
        List<ObjectId> ids = new ArrayList<>();
        model.things.keySet().forEach(id -> {
            if (id.letter() == type.letter()) {
                ids.add(id);
            }
        });
        return ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
    }

    private byte[] someBytes() {
        byte[] bytes = new byte[random.nextInt(40) == 0 ? 31_990 + random.nextInt(20_000) : random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Set<BlobRef> someBlobs() {
        Set<BlobRef> some = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            some.add(blobs.get(random.nextInt(blobs.size())));
        }
        return some;
    }

    private List<Member> someMembers() {
        List<Member> members = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ObjectId mailbox = pick(Things.MAILBOX);
            if (mailbox != null && seen.add(mailbox.number())) {
                members.add(Member.in(mailbox));
            }
        }
        return members;
    }

    private Set<String> someWords() {
        Set<String> words = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            words.add(WORDS[random.nextInt(WORDS.length)]);
        }
        return words;
    }

    private void createEmail() {
        Row row = Row.EMPTY
                .with(Things.RECEIVED, random.nextLong(4_000_000_000_000L) - 10)
                .with(Things.SIZE, random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(100_000))
                .with(Things.SUBJECT, random.nextBoolean() ? "" : "s" + random.nextInt(1000))
                .with(Things.KEYWORDS, someWords())
                .with(Things.MAILBOXES, someMembers());
        create(Things.EMAIL, row);
    }

    private void createMailbox() {
        if (model.things.keySet().stream().filter(id -> id.letter() == 'b').count() < 8) {
            create(Things.MAILBOX, Row.EMPTY.with(Things.NAME, "box" + random.nextInt(10)));
        }
    }

    private void create(ObjectType type, Row row) {
        byte[] bytes = someBytes();
        Set<BlobRef> refs = someBlobs();
        ObjectId id = type.id(tx.nextNumber());
        assertThat(model.given.add(id.number())).as("a new number").isTrue();
        tx.create(type, id, row, bytes, refs);
        model.create(id, row, bytes, refs);
    }

    private void keywords() {
        ObjectId id = pick(Things.EMAIL);
        if (id != null) {
            Row row = model.things.get(id).row().with(Things.KEYWORDS, someWords());
            tx.update(Things.EMAIL, id, row);
            model.update(id, row);
        }
    }

    private void members() {
        ObjectId id = pick(Things.EMAIL);
        if (id == null) {
            return;
        }
        Row row = model.things.get(id).row();
        List<Member> members = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Member member : row.get(Things.MAILBOXES)) {
            switch (random.nextInt(5)) {
                case 0 -> {}
                case 1 -> members.add(new Member(member.container(), member.uid(), member.modSeq(), !member.deleted()));
                case 2 -> members.add(new Member(member.container(), 0, 0, member.deleted()));
                default -> members.add(member);
            }
            seen.add(member.container());
        }
        someMembers().stream().filter(member -> seen.add(member.container())).forEach(members::add);
        Row changed = row.with(Things.MAILBOXES, members);
        tx.update(Things.EMAIL, id, changed);
        model.update(id, changed);
    }

    private void bytes() {
        ObjectId id = pick(Things.EMAIL);
        if (id != null) {
            Model.Thing thing = model.things.get(id);
            byte[] bytes = random.nextInt(4) == 0 ? thing.bytes() : someBytes();
            Set<BlobRef> refs = random.nextInt(4) == 0 ? thing.blobs() : someBlobs();
            tx.update(Things.EMAIL, id, thing.row(), bytes, refs);
            model.update(id, thing.row(), bytes, refs);
        }
    }

    private void destroy() {
        ObjectType type = random.nextInt(10) == 0 ? Things.MAILBOX : Things.EMAIL;
        ObjectId id = pick(type);
        if (id != null) {
            tx.destroy(type, id);
            model.things.remove(id);
            assertThat(tx.row(id)).isNull();
        }
    }

    private void derive() {
        ObjectId mailbox = pick(Things.MAILBOX);
        if (mailbox != null && random.nextBoolean()) {
            tx.touch(Things.MAILBOX, mailbox, Touch.COUNTS);
            model.touch(mailbox, Touch.COUNTS);
            return;
        }
        ObjectId thread = Things.THREAD.id(1 + random.nextInt(6));
        Touch touch;
        if (model.derived.containsKey(thread)) {
            touch = new Touch[] {Touch.UPDATED, Touch.COUNTS, Touch.DESTROYED}[random.nextInt(3)];
        } else {
            touch = Touch.CREATED;
        }
        tx.touch(Things.THREAD, thread, touch);
        model.touch(thread, touch);
    }

    private void index() throws IOException {
        int number = random.nextInt(12);
        byte[] key = key(number);
        byte[] value = random.nextInt(3) == 0 ? null : someBytes();
        if (value != null && value.length > 30_000) {
            return;
        }
        tx.index("test", key, value);
        assertThat(tx.index("test", key)).isEqualTo(value);
        if (value == null) {
            model.index.remove("k" + number);
        } else {
            model.index.put("k" + number, value);
        }
        touched = true;
    }

    /** Short keys and long ones. */
    static byte[] key(int number) {
        return (number + "k".repeat(number * 40)).getBytes(StandardCharsets.UTF_8);
    }
}
