package org.mailbay.store.engine.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/**
 * The file {@code keys} beside the blobs that all copies in a folder share: the rows of the tenants' keys, as wrapped as they are in
 * the records.
 *
 * <p>The blobs follow the store: once a tenant's key was rotated, those of older copies are sealed with a key that their records do
 * not have. With this file they can be read. One key a line, its row's key and value in hexadecimal, and a last line that counts.
 */
public final class KeptKeys {
    /** The file's name. */
    public static final String FILE = "keys";

    private static final HexFormat HEX = HexFormat.of();
    private static final String END = "end ";

    private KeptKeys() {}

    /** The file for the keys that {@code records} has. */
    public static String text(Records records) throws IOException {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (byte[] prefix : List.of(Keys.tenants(), Keys.dataKeys())) {
            Map<String, byte[]> rows = rows(records, prefix);
            rows.forEach((key, value) -> text.append(key + " " + HEX.formatHex(value) + "\n"));
            count += rows.size();
        }
        return text + END + count + "\n";
    }

    private static Map<String, byte[]> rows(Records records, byte[] prefix) throws IOException {
        Map<String, byte[]> rows = new TreeMap<>();
        records.scan(Table.SYS, prefix, Keys.afterPrefix(prefix), (key, value) -> {
            rows.put(HEX.formatHex(key), value);
            return true;
        });
        return rows;
    }

    /**
     * Adds the keys of a file to records that lack them; a key that they have gets the state that it had last.
     *
     * @param file need not exist: copies of before have none
     * @return how many were added
     */
    public static int add(Path file, Records records) throws IOException {
        Records.Lease lease = records.lease("store");
        int added = 0;
        for (Map.Entry<byte[], byte[]> row : read(file).entrySet()) {
            byte[] known = records.get(Table.SYS, row.getKey());
            byte[] value = known == null ? row.getValue() : renewed(row.getKey(), known, row.getValue());
            if (value != known) {
                commit(records, lease, row.getKey(), value);
            }
            added += known == null ? 1 : 0;
        }
        return added;
    }

    private static void commit(Records records, Records.Lease lease, byte[] key, byte[] value) throws IOException {
        try {
            records.commit(Batch.builder()
                    .put(Table.SYS, key, value)
                    .when(new Batch.Fence(lease))
                    .build());
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        }
    }

    private static byte[] renewed(byte[] key, byte[] known, byte[] last) throws IOException {
        if (!HEX.formatHex(key).startsWith(HEX.formatHex(Keys.dataKeys()))) {
            return known;
        }
        int number = (int) Keys.containerOf(key);
        DataKey then = KeyRow.read(number, last).key();
        KeyRow row = KeyRow.read(number, known);
        return row.key().state() == then.state()
                ? known
                : row.with(then.state(), then.since()).value();
    }

    private static Map<byte[], byte[]> read(Path file) throws IOException {
        Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
        if (!Files.exists(file)) {
            return rows;
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        try {
            for (String line : lines.subList(0, Math.max(0, lines.size() - 1))) {
                String[] words = line.split(" ");
                rows.put(HEX.parseHex(words[0]), HEX.parseHex(words[1]));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("the file " + file + " is damaged", e);
        }
        if (lines.isEmpty() || !lines.getLast().equals(END + rows.size())) {
            throw new IOException("the file " + file + " is damaged");
        }
        return rows;
    }
}
