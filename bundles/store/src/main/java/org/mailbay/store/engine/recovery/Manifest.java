package org.mailbay.store.engine.recovery;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.mailbay.store.spi.ShardId;

/**
 * What stands in the file {@code manifest} of a copy, which is written last: a copy without is none.
 *
 * @param made when the records were copied
 * @param records name of the driver
 * @param blobs name of the driver
 * @param accounts how many
 * @param heads sum of all accounts' last modseqs
 * @param references to blobs
 */
public record Manifest(
        Instant made, List<ShardId> shards, String records, String blobs, long accounts, long heads, long references) {
    /** The file's name. */
    public static final String FILE = "manifest";

    private static final String VERSION = "1";

    public Manifest {
        shards = List.copyOf(shards);
    }

    /** The file. */
    public String text() {
        return "version=" + VERSION + "\nmade=" + made + "\nshards="
                + String.join(" ", shards.stream().map(ShardId::name).toList()) + "\nrecords=" + records + "\nblobs="
                + blobs + "\naccounts=" + accounts + "\nheads=" + heads + "\nreferences=" + references + "\n";
    }

    /** Reads the file of a copy. */
    public static Manifest of(Path copy) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(Files.readString(copy.resolve(FILE), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no finished copy in " + copy, e);
        }
        if (!VERSION.equals(lines.getProperty("version"))) {
            throw new IOException(
                    "the copy in " + copy + " is of version " + lines.getProperty("version") + ", known is " + VERSION);
        }
        try {
            return new Manifest(
                    Instant.parse(lines.getProperty("made", "")),
                    List.of(lines.getProperty("shards", "").split(" ")).stream()
                            .map(ShardId::new)
                            .toList(),
                    lines.getProperty("records", ""),
                    lines.getProperty("blobs", ""),
                    Long.parseLong(lines.getProperty("accounts")),
                    Long.parseLong(lines.getProperty("heads")),
                    Long.parseLong(lines.getProperty("references")));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("the manifest in " + copy + " is damaged", e);
        }
    }
}
