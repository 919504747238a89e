package org.mailbay.search.lucene;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.mailbay.store.spi.ShardId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a shard's index; one that cannot be read is removed, loudly, and begun anew. On the driver's own threads only. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final String DAMAGED = "damaged";

    private final ShardId shard;
    private final Path folder;
    private final Settings settings;
    private final Figures figures;

    Opening(ShardId shard, Path folder, Settings settings, Figures figures) {
        this.shard = shard;
        this.folder = folder;
        this.settings = settings;
        this.figures = figures;
    }

    /** Notes that the index in use turned out to be damaged: the next opening begins anew. */
    static void markDamaged(Path folder) throws IOException {
        Files.write(folder.resolve(DAMAGED), List.of("damage was found while the index was in use"));
    }

    /** The folder is the caller's: it has its lock. */
    Core open() throws IOException {
        Path index = folder.resolve("index");
        if (Files.exists(folder.resolve(DAMAGED))) {
            remove(index, "damage was found while it was in use");
        }
        try {
            return Core.open(shard, index, settings);
        } catch (CorruptIndexException
                | IndexFormatTooNewException
                | IndexFormatTooOldException
                | FileNotFoundException
                | NoSuchFileException
                | EOFException
                | IllegalArgumentException unreadable) {
            remove(index, unreadable.toString());
            return Core.open(shard, index, settings);
        }
    }

    private void remove(Path index, String reason) throws IOException {
        LOG.error(
                "event=search-index-removed shard={} reason=\"{}\" consequence=\"it is made anew from the messages\"",
                shard,
                reason);
        figures.removed();
        try (Stream<Path> all = Files.exists(index) ? Files.walk(index) : Stream.empty()) {
            all.sorted(Comparator.reverseOrder()).forEach(Opening::delete);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        Files.deleteIfExists(folder.resolve(DAMAGED));
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
