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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.LuceneIndex.Parts;
import org.mailbay.search.lucene.seal.IndexKey;
import org.mailbay.search.lucene.seal.SealedDirectory;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.ShardId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a shard's index; one that cannot be read is removed, loudly, and begun anew. On the driver's own threads only. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final String DAMAGED = "damaged";

    private final ShardId shard;
    private final Path folder;
    private final @Nullable MasterKey master;
    private final Parts parts;

    /** @param master what seals the index; null when it is to be in the clear */
    Opening(ShardId shard, Path folder, @Nullable MasterKey master, Parts parts) {
        this.shard = shard;
        this.folder = folder;
        this.master = master;
        this.parts = parts;
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
        UnaryOperator<Directory> seal = seal(index);
        try {
            return Core.open(shard, index, seal, parts.settings());
        } catch (CorruptIndexException
                | IndexFormatTooNewException
                | IndexFormatTooOldException
                | FileNotFoundException
                | NoSuchFileException
                | EOFException
                | IllegalArgumentException unreadable) {
            remove(index, unreadable.toString());
            return Core.open(shard, index, seal, parts.settings());
        }
    }

    /** What stands before the disk; an index that is not sealed as it should be is removed. */
    private @Nullable UnaryOperator<Directory> seal(Path index) throws IOException {
        boolean hasKey = IndexKey.exists(folder);
        if (master == null) {
            if (hasKey) {
                remove(index, "it is encrypted, and the store is not");
                IndexKey.delete(folder);
            }
            return null;
        }
        IndexKey key = hasKey ? key(index, master) : first(index, master);
        return disk -> new SealedDirectory(disk, key, parts.blocks());
    }

    private IndexKey key(Path index, MasterKey with) throws IOException {
        try {
            return IndexKey.read(folder, with);
        } catch (IndexKey.LostException lost) {
            remove(index, String.valueOf(lost.getMessage()));
            return IndexKey.create(folder, with);
        }
    }

    private IndexKey first(Path index, MasterKey with) throws IOException {
        if (Files.exists(index)) {
            remove(index, "the store is encrypted, and it has no key");
        }
        return IndexKey.create(folder, with);
    }

    private void remove(Path index, String reason) throws IOException {
        LOG.error(
                "event=search-index-removed shard={} reason=\"{}\" consequence=\"it is made anew from the messages\"",
                shard,
                reason);
        parts.figures().removed();
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
