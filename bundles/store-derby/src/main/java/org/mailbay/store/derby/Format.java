package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a file beside the database says of it, so that one from a newer version is refused before anything touches it.
 *
 * @param layout of tables and files; ascending
 * @param engine major version of Derby times 1,000 plus minor
 * @param copy whether it is a finished copy, not a shard that was written to since
 */
record Format(int layout, int engine, boolean copy) {
    /** What this version of the driver writes. */
    static final Format CURRENT = new Format(1, 10_017, false);

    /** A copy that {@link Copies} finished. */
    static final Format COPY = new Format(CURRENT.layout, CURRENT.engine, true);

    private static final String FILE = "format";

    /** Reads a folder's, and refuses what is newer; where there is none the database is of the first layout. */
    static Format read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return CURRENT;
        }
        Map<String, String> lines = Note.read(file);
        Format format;
        try {
            format = new Format(
                    Integer.parseInt(lines.getOrDefault("layout", "?")),
                    Integer.parseInt(lines.getOrDefault("derby", "?")),
                    "yes".equals(lines.get("copy")));
        } catch (NumberFormatException damaged) {
            throw new IOException("The file " + file + " is damaged: " + damaged.getMessage(), damaged);
        }
        if (format.layout > CURRENT.layout || format.engine > CURRENT.engine) {
            throw new IOException("The shard in " + folder + " is from a newer version (layout " + format.layout
                    + ", Derby " + format.engine / 1_000 + "." + format.engine % 1_000 + "; this one knows layout "
                    + CURRENT.layout + " and Derby " + CURRENT.engine / 1_000 + "." + CURRENT.engine % 1_000
                    + "): it was left alone. Use the newer version, or a backup made before.");
        }
        return format;
    }

    /** Writes it unless it says so already. */
    void write(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FILE)) || !isSame(read(folder))) {
            Note.write(
                    folder.resolve(FILE),
                    Map.of(
                            "layout",
                            Integer.toString(layout),
                            "derby",
                            Integer.toString(engine),
                            "copy",
                            copy ? "yes" : "no"));
        }
    }

    /** Not by {@code equals}: the JDK would hold this class, and so the bundle, in a soft reference of its own. */
    private boolean isSame(Format that) {
        return layout == that.layout && engine == that.engine && copy == that.copy;
    }
}
