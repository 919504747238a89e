package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** A small file of {@code name=value} lines, on disk whole or not at all. */
final class Note {
    private static final int LONGEST = 16_384;

    private Note() {}

    /** Reads one; not for an interrupted thread. */
    static Map<String, String> read(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new IOException("The file " + file + " is damaged: it is too long");
        }
        Map<String, String> lines = new TreeMap<>();
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\n")) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IOException("The file " + file + " is damaged: a line is not name=value");
            }
            lines.put(line.substring(0, equals), line.substring(equals + 1).strip());
        }
        return lines;
    }

    /** Writes one in place of what was there; durable when this returns. */
    static void write(Path file, Map<String, String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(lines)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        Disk.sync(file.toAbsolutePath().getParent());
    }
}
