package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.Progress;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.keys.KeptKeys;
import org.mailbay.store.engine.recovery.Manifest;
import org.mailbay.store.spi.BlobStore;

/**
 * Makes one copy: {@code FOLDER/TIME/records/SHARD} beside {@code FOLDER/blobs/SHARD} and {@code FOLDER/blobs/keys}, which all copies
 * share.
 */
final class BackupRun {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Keeps everything from being removed. */
    interface Pause extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins a {@link Pause}. */
    interface Pausing {
        Pause pause();
    }

    /**
     * What came of it.
     *
     * @param blobBytes copied this time
     */
    record Result(String name, Manifest manifest, long blobBytes) {}

    private final JmapStore store;
    private final Pausing pausing;
    private final Path folder;
    private final Progress progress;

    /**
     * A run.
     *
     * @param progress is told of steps: each shard's records, its blobs, and the check of both
     */
    BackupRun(JmapStore store, Pausing pausing, Path folder, Progress progress) {
        this.progress = progress;
        this.store = store;
        this.pausing = pausing;
        this.folder = folder;
    }

    Result run() throws IOException {
        Files.createDirectories(folder.resolve("blobs"));
        for (String name : names(folder, false)) {
            delete(folder.resolve(name));
        }
        Instant now = Instant.ofEpochMilli(store.now());
        Path copy = folder.resolve(NAME.format(now));
        Files.createDirectory(copy);
        Files.createDirectory(copy.resolve("records"));
        List<Shard> shards = store.shards().all();
        int steps = 3 * shards.size();
        int step = 0;
        long blobBytes = 0;
        try (Pause _ = pausing.pause()) {
            for (Shard shard : shards) {
                progress.at(step++, steps);
                records(shard, copy);
            }
            // Before the blobs, of which some may be sealed with a key that is younger than the older copies; and after
            // them, for one that was made meanwhile.
            keys();
            for (Shard shard : shards) {
                progress.at(step++, steps);
                blobBytes += blobs(shard, copy);
            }
            keys();
        }
        progress.at(step, steps);
        Manifest manifest = verify(copy, shards, now);
        write(copy.resolve(Manifest.FILE), manifest.text());
        return new Result(copy.getFileName().toString(), manifest, blobBytes);
    }

    private static void records(Shard shard, Path copy) throws IOException {
        OpenRecords open = shard.records().enter();
        try {
            open.records().admin().backup(Copy.records(copy, shard));
        } finally {
            shard.records().exit();
        }
    }

    private void keys() throws IOException {
        Shard main = store.shards().main();
        OpenRecords open = main.records().enter();
        try {
            write(folder.resolve("blobs").resolve(KeptKeys.FILE), KeptKeys.text(open.records()));
        } finally {
            main.records().exit();
        }
    }

    private static long blobs(Shard shard, Path copy) throws IOException {
        BlobStore open = shard.blobs().enter();
        try {
            return open.admin().backup(Copy.blobs(copy, shard));
        } finally {
            shard.blobs().exit();
        }
    }

    private Manifest verify(Path folder, List<Shard> shards, Instant now) throws IOException {
        Verification verification = new Verification(store);
        for (Shard shard : shards) {
            try (Copy copy = Copy.open(folder, shard, store.shards().keys())) {
                if (shard == store.shards().main()) {
                    verification.registry(copy.records());
                }
                verification.shard(shard, copy);
            }
        }
        return new Manifest(
                now,
                shards.stream().map(Shard::id).toList(),
                name(shards.getFirst().records().driver()),
                name(shards.getFirst().blobs().driver()),
                verification.accounts(),
                verification.heads(),
                verification.references());
    }

    private static String name(@Nullable Object driver) {
        return switch (driver) {
            case org.mailbay.store.spi.RecordDriver records -> records.name();
            case org.mailbay.store.spi.BlobDriver blobs -> blobs.name();
            case null, default -> "";
        };
    }

    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                temporary,
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The copies in {@code folder}, oldest first: those that are finished, or those that are not. */
    static List<String> names(Path folder, boolean finished) throws IOException {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.forEach(path -> {
                if (path.getFileName().toString().matches("\\d{8}T\\d{6}\\.\\d{3}Z")
                        && Files.exists(path.resolve(Manifest.FILE)) == finished) {
                    names.add(path.getFileName().toString());
                }
            });
        }
        names.sort(null);
        return names;
    }

    /** Removes the oldest copies but for {@code keep}; how many. */
    static int rotate(Path folder, int keep) throws IOException {
        List<String> names = names(folder, true);
        int gone = Math.max(0, names.size() - keep);
        for (String name : names.subList(0, gone)) {
            // First the manifest: what is left if this is cut short is no copy.
            Files.delete(folder.resolve(name).resolve(Manifest.FILE));
            delete(folder.resolve(name));
        }
        return gone;
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
