package org.mailbay.store.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** An account in which things happen by chance, and pictures of what it was. */
public final class World {
    public static final ObjectType BOX = new ObjectType("Mailbox", 'm');
    public static final ObjectType EMAIL = new ObjectType("Email", 'e');
    public static final Column.Text NAME = new Column.Text(1);
    public static final Column.Words WORDS = new Column.Words(5);
    public static final Column.Members BOXES = new Column.Members(6);
    private static final int KEYS = 10;

    /**
     * An object without what a restore may change.
     *
     * @param row with memberships as text, without UIDs and modseqs
     */
    public record Thing(String row, String bytes) {}

    /** Everything at one moment. */
    public record Picture(long modSeq, long millis, TreeMap<ObjectId, Thing> things, Map<Integer, String> index) {}

    public final Random random;

    public World(Random random) {
        this.random = random;
    }

    /** One transaction. */
    public void step(Account account) throws IOException {
        List<BlobRef> blobs = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            blobs.add(blob(account, random.nextInt(20)));
        }
        account.write(tx -> {
            Set<ObjectId> gone = new LinkedHashSet<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                act(tx, blobs, gone);
            }
            return null;
        });
    }

    public static BlobRef blob(Account account, int content) throws IOException {
        byte[] bytes = ("blob " + content).getBytes(StandardCharsets.UTF_8);
        try (BlobSink sink = account.blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            return sink.seal();
        }
    }

    private ObjectId pick(Transaction tx, ObjectType type, Set<ObjectId> gone) {
        Objects objects = tx.snapshot().objects(type);
        int[] ordinals = objects.all().toArray();
        ObjectId id = ordinals.length == 0 ? null : objects.id(ordinals[random.nextInt(ordinals.length)]);
        return id == null || gone.contains(id) ? null : id;
    }

    private void act(Transaction tx, List<BlobRef> blobs, Set<ObjectId> gone) throws IOException {
        switch (random.nextInt(9)) {
            case 0 -> tx.create(BOX, Row.EMPTY.with(NAME, "box" + random.nextInt(9)), new byte[0], List.of());
            case 1, 2, 3 -> tx.create(EMAIL, row(tx, gone), bytes(), some(blobs));
            case 4 -> {
                ObjectId id = pick(tx, EMAIL, gone);
                if (id != null) {
                    tx.update(EMAIL, id, tx.row(id).with(WORDS, List.of("w" + random.nextInt(5))));
                }
            }
            case 5 -> {
                ObjectId id = pick(tx, EMAIL, gone);
                if (id != null) {
                    tx.update(EMAIL, id, row(tx, gone), bytes(), some(blobs));
                }
            }
            case 6 -> {
                ObjectId id = pick(tx, random.nextInt(4) == 0 ? BOX : EMAIL, gone);
                if (id != null) {
                    gone.add(id);
                    tx.destroy(id.letter() == 'm' ? BOX : EMAIL, id);
                }
            }
            case 7 -> {
                ObjectId id = pick(tx, BOX, gone);
                if (id != null) {
                    tx.update(BOX, id, tx.row(id).with(NAME, "box" + random.nextInt(9)));
                }
            }
            default -> {
                int key = random.nextInt(KEYS);
                byte[] value = random.nextInt(3) == 0 ? null : new byte[] {(byte) random.nextInt(100)};
                tx.index("test", key(key), value);
            }
        }
    }

    static byte[] key(int number) {
        return ("k" + number).repeat(number * 20 + 1).getBytes(StandardCharsets.UTF_8);
    }

    private Row row(Transaction tx, Set<ObjectId> gone) {
        Map<Long, Member> members = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectId box = pick(tx, BOX, gone);
            if (box != null) {
                members.put(box.number(), new Member(box.number(), 0, 0, random.nextInt(4) == 0));
            }
        }
        return Row.EMPTY.with(WORDS, List.of("w" + random.nextInt(5))).with(BOXES, members.values());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(30) == 0 ? 40_000 : random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    private List<BlobRef> some(List<BlobRef> blobs) {
        return random.nextBoolean() ? blobs : List.of();
    }

    /** The account as it is, whose blobs can all be read. */
    public static Picture picture(Account account, long millis) throws IOException {
        TreeMap<ObjectId, Thing> things = new TreeMap<>();
        for (ObjectType type : List.of(BOX, EMAIL)) {
            Objects objects = account.snapshot().objects(type);
            for (int ordinal : objects.all().toArray()) {
                ObjectId id = objects.id(ordinal);
                things.put(id, new Thing(text(objects.row(ordinal)), Arrays.toString(account.bytes(id))));
            }
        }
        Map<Integer, String> index = new TreeMap<>();
        account.write(tx -> {
            for (int key = 0; key < KEYS; key++) {
                byte[] value = tx.index("test", key(key));
                if (value != null) {
                    index.put(key, Arrays.toString(value));
                }
            }
            return null;
        });
        return new Picture(account.snapshot().modSeq(), millis, things, index);
    }

    static String text(Row row) {
        StringBuilder text = new StringBuilder(row.with(BOXES, List.of()).toString());
        row.get(BOXES)
                .forEach(member -> text.append(' ').append(member.container()).append(member.deleted() ? "!" : ""));
        return text.toString();
    }

    public static void assertSame(Picture now, Picture then) {
        assertThat(now.things()).isEqualTo(then.things());
        assertThat(now.index()).isEqualTo(then.index());
    }
}
