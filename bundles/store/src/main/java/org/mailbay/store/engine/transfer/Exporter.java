package org.mailbay.store.engine.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Models;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.record.IndexRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.Table;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes accounts as they are now, each object whole, while they are in use. */
final class Exporter {
    private static final int SLICE = 200;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JmapStore store;
    private final Models models;
    private final OutputStream out;
    private final MessageDigest digest;
    private final Format.Seen seen = new Format.Seen();
    private Map<Character, Map<Integer, String>> names = new HashMap<>();
    private long objects;
    private long blobs;
    private long entries;
    private long allObjects;

    Exporter(JmapStore store, Models models, OutputStream to) {
        this.store = store;
        this.models = models;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
        out = new DigestOutputStream(to, digest);
    }

    /** Writes all; how many objects. */
    long run(List<Space> accounts) throws IOException {
        line(NODES.objectNode()
                .put("export", "mailbay")
                .put("version", Format.VERSION)
                .put("made", Instant.ofEpochMilli(store.now()).toString()));
        for (Space account : accounts) {
            account(account);
        }
        byte[] sum = digest.digest();
        line(NODES.objectNode().put("sha256", HexFormat.of().formatHex(sum)));
        return allObjects;
    }

    private void line(ObjectNode line) throws IOException {
        out.write(Format.JSON.writeValueAsBytes(line));
        out.write('\n');
    }

    private void account(Space account) throws IOException {
        Image image = account.image();
        seen.clear();
        objects = 0;
        blobs = 0;
        entries = 0;
        line(NODES.objectNode()
                .put("account", account.id().toString())
                .put("tenant", account.tenant().number())
                .put("modSeq", image.modSeq())
                .put("nextNumber", image.nextNumber()));
        types(image);
        containers(account);
        for (ObjectTable table : image.all()) {
            int[] ordinals = table.all().toArray();
            for (int from = 0; from < ordinals.length; from += SLICE) {
                slice(account, table, ordinals, from, Math.min(ordinals.length, from + SLICE));
            }
        }
        index(account);
        line(NODES.objectNode()
                .put("end", account.id().toString())
                .put("objects", objects)
                .put("blobs", blobs)
                .put("entries", entries));
        allObjects += objects;
    }

    private void types(Image image) throws IOException {
        names = new HashMap<>();
        Map<Character, String> types = store.typeNames();
        for (ObjectTable table : image.all()) {
            Map<String, Column> known = models.ask(table.letter(), Schema::columns);
            Map<Integer, String> byNumber = new HashMap<>();
            ObjectNode columns = NODES.objectNode();
            Map<String, Column> all = known == null ? Map.of() : known;
            all.forEach((name, column) -> {
                byNumber.put(column.number(), name);
                columns.putObject(name).put("number", column.number()).put("kind", Format.kind(column));
            });
            names.put(table.letter(), byNumber);
            ObjectNode line = NODES.objectNode()
                    .put("type", types.getOrDefault(table.letter(), ""))
                    .put("letter", String.valueOf(table.letter()));
            line.set("columns", columns);
            line(line);
        }
    }

    private void containers(Space account) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        account.shard()
                .scan(
                        Table.SYS,
                        Keys.uids(account.id()),
                        (key, value) -> lines.add(NODES.objectNode()
                                .put("container", Keys.containerOf(key))
                                .put("uidNext", Scalars.numberOf(value))));
        for (ObjectNode line : lines) {
            line(line);
        }
    }

    private void slice(Space account, ObjectTable table, int[] ordinals, int from, int to) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        for (int i = from; i < to; i++) {
            keys.add(Keys.object(account.id(), table.id(ordinals[i])));
        }
        List<byte[]> stored = account.readMany(Table.OBJ, keys);
        for (int i = from; i < to; i++) {
            byte[] row = stored.get(i - from);
            if (row != null) { // Otherwise it was destroyed since.
                object(account, table, ordinals[i], ObjRow.read(row));
            }
        }
    }

    private void object(Space account, ObjectTable table, int ordinal, ObjRow object) throws IOException {
        ObjectId id = table.id(ordinal);
        ArrayNode refs = NODES.arrayNode();
        for (BlobRef ref : object.refs()) {
            blob(account, ref);
            refs.add(ref.toString());
        }
        byte[] bytes = account.bytesOf(object);
        ObjectNode line = NODES.objectNode()
                .put("object", id.toString())
                .put("created", table.createdModSeq(ordinal))
                .put("modSeq", table.modSeq(ordinal));
        line.set("values", values(table.letter(), table.row(ordinal)));
        line.set("blobs", refs);
        line.put("bytes", bytes.length);
        line(line);
        out.write(bytes);
        out.write('\n');
        objects++;
    }

    private void blob(Space account, BlobRef ref) throws IOException {
        if (seen.putIfAbsent(ref.toString(), ref) != null) {
            return;
        }
        BlobInput input = account.contentOf(ref);
        try (InputStream content = input.content()) {
            line(NODES.objectNode().put("blob", ref.toString()).put("bytes", ref.size()));
            if (content.transferTo(out) != ref.size()) {
                throw new IOException("blob " + ref + " is shorter than its name says");
            }
            out.write('\n');
        }
        blobs++;
    }

    private ObjectNode values(char letter, Row row) {
        ObjectNode values = NODES.objectNode();
        for (Column column : row.columns()) {
            String known = names.getOrDefault(letter, Map.of()).get(column.number());
            // A name says what a column is for, its number and kind how to read it.
            String name = known == null ? column.number() + ":" + Format.kind(column) : known;
            switch (column) {
                case Column.Number number -> values.put(name, row.get(number));
                case Column.Text text -> values.put(name, row.get(text));
                case Column.Words words -> {
                    ArrayNode list = values.putArray(name);
                    row.get(words).forEach(list::add);
                }
                case Column.Members members -> {
                    ArrayNode list = values.putArray(name);
                    for (Member member : row.get(members)) {
                        list.addObject()
                                .put("in", member.container())
                                .put("uid", member.uid())
                                .put("modSeq", member.modSeq())
                                .put("deleted", member.deleted())
                                .put("since", member.since());
                    }
                }
            }
        }
        return values;
    }

    private void index(Space account) throws IOException {
        byte[] from = Keys.first(account.id());
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        do {
            keys.clear();
            values.clear();
            account.shard().scan(Table.IDX, from, Keys.after(account.id()), (key, value) -> {
                keys.add(key);
                values.add(value);
                return keys.size() < SLICE;
            });
            for (int i = 0; i < keys.size(); i++) {
                entry(keys.get(i), IndexRow.read(values.get(i)).value());
                from = java.util.Arrays.copyOf(keys.get(i), keys.get(i).length + 1);
            }
        } while (keys.size() == SLICE);
    }

    /** After the account: name, NUL, 0 and the key, or 1 and its SHA-256. */
    private void entry(byte[] key, byte[] value) throws IOException {
        int end = 8;
        while (key[end] != 0) {
            end++;
        }
        boolean hashed = key[end + 1] != 0;
        line(NODES.objectNode()
                .put("index", new String(key, 8, end - 8, java.nio.charset.StandardCharsets.US_ASCII))
                .put(
                        hashed ? "keySha256" : "key",
                        Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(key, end + 2, key.length)))
                .put("value", Base64.getEncoder().encodeToString(value)));
        entries++;
    }
}
