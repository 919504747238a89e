package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of the drivers that keep something in a data folder, in its file {@code drivers.tsv}.
 *
 * <p>Another driver begins empty. Taken for the folder's own it would show people an empty account, and what it does not refer to
 * would be removed: so the one with which the folder began is used until the operator names another.
 */
public final class Keepers {
    /** The file's name. */
    public static final String FILE = "drivers.tsv";

    private final @Nullable Path file;

    /** @param data the data folder; null remembers nothing */
    Keepers(@Nullable Path data) {
        file = data == null ? null : data.resolve(FILE);
    }

    /** The names of this kind of drivers, the folder's first one first. */
    public List<String> of(String kind) throws IOException {
        if (file == null || !Files.exists(file)) {
            return List.of();
        }
        String begin = kind + "\t";
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()).strip())
                .toList();
    }

    /** Remembers, durably, that a driver has opened something. */
    synchronized void note(String kind, String name) throws IOException {
        if (file == null || of(kind).contains(name)) {
            return;
        }
        ByteBuffer line = ByteBuffer.wrap((kind + "\t" + name + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
    }
}
