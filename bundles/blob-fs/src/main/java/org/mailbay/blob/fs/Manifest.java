package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What of a copy's folder is the copy: a small text file beside it, written when everything it names is durable.
 *
 * <p>The copied files only grow until the next manifest is there, so that a copy which is interrupted leaves the one before intact.
 *
 * @param shard whose blobs these are
 * @param parts by number of the segment
 */
record Manifest(String shard, TreeMap<Integer, Part> parts) {
    private static final String FILE = "copy";
    private static final String FIRST = "mailbay-blobs 1 ";
    private static final String KIND = "mailbay-blobs ";

    /**
     * What of a segment is copied.
     *
     * @param salt of the segment: another one is another segment
     * @param end in bytes
     * @param removed bytes of its log of removals
     */
    record Part(long salt, long end, long removed) {}

    static Manifest empty(String shard) {
        return new Manifest(shard, new TreeMap<>());
    }

    /** Reads a folder's; empty when it has none. */
    static Optional<Manifest> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        if (text.startsWith(KIND) && !text.startsWith(FIRST)) {
            throw new IOException("The copy in " + folder + " was made by a newer version of this driver.");
        }
        if (!text.startsWith(FIRST) || !text.substring(last).equals(sum(text.substring(0, last)))) {
            throw new IOException("The list " + file + " of the copy is damaged.");
        }
        TreeMap<Integer, Part> parts = new TreeMap<>();
        String[] lines = text.substring(0, last).split("\n");
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            Part part =
                    new Part(Long.parseUnsignedLong(words[1], 16), Long.parseLong(words[2]), Long.parseLong(words[3]));
            parts.put(Integer.parseInt(words[0], 16), part);
        }
        return Optional.of(new Manifest(lines[0].substring(FIRST.length()), parts));
    }

    /** Writes it in place of the one before; durable when this returns. On the driver's own threads only. */
    void write(Path folder) throws IOException {
        StringBuilder text = new StringBuilder(FIRST).append(shard).append('\n');
        for (Map.Entry<Integer, Part> entry : parts.entrySet()) {
            Part part = entry.getValue();
            text.append("%08x %016x %d %d\n".formatted(entry.getKey(), part.salt, part.end, part.removed));
        }
        text.append(sum(text.toString()));
        Path temporary = folder.resolve(FILE + ".new");
        try (RandomAccessFile out = new RandomAccessFile(temporary.toFile(), "rw")) {
            out.setLength(0);
            out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
        Files.move(temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        Folder.sync(folder);
    }

    private static String sum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return "crc32c %08x\n".formatted(crc.getValue());
    }
}
