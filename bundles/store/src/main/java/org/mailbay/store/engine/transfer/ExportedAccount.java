package org.mailbay.store.engine.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Goal;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import tools.jackson.databind.JsonNode;

/** An account in an export, as the goal of a restore; its blobs are sealed on the way, under the new tenant's names. */
final class ExportedAccount implements Goal {
    private final Path file;
    private final String name;
    private final Space into;

    /** @param name of the account in the file */
    ExportedAccount(Path file, String name, Space into) {
        this.file = file;
        this.name = name;
        this.into = into;
    }

    private interface Lines {
        void line(JsonNode line, Reader reader) throws IOException;
    }

    private void lines(Lines lines) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Reader reader = new Reader(in);
            boolean mine = false;
            for (JsonNode line = reader.next(); line != null; line = reader.next()) {
                if (line.has("account")) {
                    mine = line.get("account").asString("").equals(name);
                } else if (mine) {
                    lines.line(line, reader);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the export has a value that cannot be", e);
        }
    }

    @Override
    public void objects(ObjectVisitor visitor) throws IOException {
        Format.Seen seen = new Format.Seen();
        Map<Character, Map<String, Column>> columns = new HashMap<>();
        lines((line, reader) -> {
            if (line.has("type")) {
                columns.put(letter(line), columns(line));
            } else if (line.has("blob")) {
                seen.put(line.get("blob").asString(""), seal(reader));
            } else if (line.has("object")) {
                ObjectId id = ObjectId.parse(line.get("object").asString(""))
                        .orElseThrow(() -> new IOException("no id: " + line.get("object")));
                Map<String, Column> known = columns.getOrDefault(id.letter(), Map.of());
                visitor.object(id, row(line.path("values"), known), object(line, reader.bytes(), seen));
            }
        });
    }

    static char letter(JsonNode line) throws IOException {
        String letter = line.path("letter").asString("");
        if (letter.length() != 1) {
            throw new IOException("no letter: " + letter);
        }
        return letter.charAt(0);
    }

    private static Map<String, Column> columns(JsonNode line) throws IOException {
        Map<String, Column> columns = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : line.path("columns").properties()) {
            columns.put(
                    entry.getKey(),
                    column(
                            entry.getValue().path("number").asInt(0),
                            entry.getValue().path("kind").asString("")));
        }
        return columns;
    }

    private static Column column(int number, String kind) throws IOException {
        return switch (kind) {
            case "number" -> new Column.Number(number);
            case "text" -> new Column.Text(number);
            case "words" -> new Column.Words(number);
            case "members" -> new Column.Members(number);
            default -> throw new IOException("no kind of column: " + kind);
        };
    }

    private BlobRef seal(Reader reader) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (BlobSink sink = into.blobs().create(-1)) {
            for (int length = reader.read(buffer, 0, buffer.length);
                    length > 0;
                    length = reader.read(buffer, 0, buffer.length)) {
                sink.write(buffer, 0, length);
            }
            return sink.seal();
        }
    }

    private static Row row(JsonNode values, Map<String, Column> known) throws IOException {
        Row row = Row.EMPTY;
        for (Map.Entry<String, JsonNode> entry : values.properties()) {
            JsonNode value = entry.getValue();
            row = switch (column(entry.getKey(), known)) {
                case Column.Number number -> row.with(number, value.asLong());
                case Column.Text text -> row.with(text, value.asString());
                case Column.Words words -> {
                    Set<String> set = new HashSet<>();
                    value.forEach(word -> set.add(word.asString()));
                    yield row.with(words, set);
                }
                case Column.Members members -> {
                    List<Member> list = new ArrayList<>();
                    value.forEach(member -> list.add(new Member(
                            member.path("in").asLong(),
                            0,
                            0,
                            member.path("deleted").asBoolean(false))));
                    yield row.with(members, list);
                }
            };
        }
        return row;
    }

    private static Column column(String name, Map<String, Column> known) throws IOException {
        Column column = known.get(name);
        int colon = name.indexOf(':');
        if (column == null && colon < 1) {
            throw new IOException("no such column: " + name);
        }
        return column == null ? column(Integer.parseInt(name, 0, colon, 10), name.substring(colon + 1)) : column;
    }

    private ObjRow object(JsonNode line, byte[] given, Format.Seen seen) throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        byte[] bytes = given;
        for (JsonNode one : line.path("blobs")) {
            BlobRef old = BlobRef.parse(one.asString("")).orElseThrow(() -> new IOException("no blob: " + one));
            BlobRef ref = seen.get(one.asString(""));
            if (ref == null || ref.size() != old.size()) {
                throw new IOException("blob " + one + " does not come before " + line.get("object"));
            }
            if (!refs.contains(ref)) {
                refs.add(ref);
            }
            bytes = renamed(bytes, old, ref);
        }
        if (refs.size() > ObjRow.MAX_REFS) {
            throw new IOException(refs.size() + " blobs of one object");
        }
        return ObjRow.isTooLong(bytes.length, refs.size())
                ? new ObjRow(refs, into.blobs().seal(bytes), new byte[0])
                : new ObjRow(refs, null, bytes);
    }

    /** A blob's name depends on the tenant's key. It is 32 bytes of chance: where the object's bytes have it, as such or in hex, it is meant. */
    private static byte[] renamed(byte[] bytes, BlobRef old, BlobRef now) {
        if (old.equals(now)) {
            return bytes;
        }
        byte[] renamed = replaced(bytes, old.name(), now.name());
        return replaced(renamed, hex(old), hex(now));
    }

    private static byte[] hex(BlobRef ref) {
        return HexFormat.of().formatHex(ref.name()).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] replaced(byte[] bytes, byte[] old, byte[] now) {
        byte[] result = bytes;
        for (int at = 0; at <= bytes.length - old.length; at++) {
            if (Arrays.equals(bytes, at, at + old.length, old, 0, old.length)) {
                result = result == bytes ? bytes.clone() : result;
                System.arraycopy(now, 0, result, at, now.length);
            }
        }
        return result;
    }

    @Override
    public void index(IndexVisitor visitor) throws IOException {
        lines((line, reader) -> {
            if (line.has("index")) {
                byte[] value = Base64.getDecoder().decode(line.path("value").asString(""));
                boolean hashed = line.has("keySha256");
                byte[] key = Base64.getDecoder()
                        .decode(line.path(hashed ? "keySha256" : "key").asString(""));
                visitor.row(Keys.index(into.id(), line.get("index").asString(""), key, hashed), value);
            }
        });
    }

    @Override
    public boolean isYounger(long modSeq) {
        return true;
    }
}
