package org.mailbay.blob.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.mailbay.store.BlobRef;

/**
 * Brings a copy of an open shard up to date. On the driver's own threads only.
 *
 * <p>What belongs to it is laid down before anything is copied, and in this order: how long each log of removals is, how long each
 * segment is, which large files there are. A blob that is moved meanwhile is then at its old place, at its new one, or at both, never
 * at none. Segments that compaction empties meanwhile stay until they are copied.
 */
final class Copying {
    private final Folder folder;
    private final Catalogue catalogue;
    private final RemovalLog removals;
    private final LargeFiles large;
    private final Consumer<Segment> onLastUse;

    /** @param onLastUse is told of retired segments that nobody uses any more */
    Copying(Folder folder, Catalogue catalogue, RemovalLog removals, LargeFiles large, Consumer<Segment> onLastUse) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.removals = removals;
        this.large = large;
        this.onLastUse = onLastUse;
    }

    /** @return bytes copied */
    long copyTo(Path to, FileCopy.Progress progress) throws IOException {
        if (to.toAbsolutePath()
                .normalize()
                .startsWith(folder.root().toAbsolutePath().normalize())) {
            throw new IOException("A copy cannot be inside of what it copies: " + to);
        }
        refuseForeign(to);
        try (FolderLock _ = FolderLock.take(to, Duration.ZERO)) {
            FileCopy copy = new FileCopy(progress);
            Folder target = Folder.forCopy(to);
            String shard = folder.root().getFileName().toString();
            Manifest before = before(to, shard);
            TreeMap<Integer, Manifest.Part> parts = new TreeMap<>();
            TreeMap<Integer, Segment> pinned = new TreeMap<>();
            try {
                layDown(parts, pinned);
                for (Map.Entry<Integer, Manifest.Part> part : parts.entrySet()) {
                    segment(part.getKey(), part.getValue(), before.parts().get(part.getKey()), target, copy);
                }
            } finally {
                pinned.values().forEach(this::unpin);
            }
            largeFiles(target, copy, progress);
            Folder.sync(target.segments());
            progress.check();
            new Manifest(shard, parts).write(to);
            target.deleteOthers(parts.keySet());
            forgetLargeFiles(target);
            return copy.bytes();
        }
    }

    private static void refuseForeign(Path to) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(to)) {
            for (Path file : files) {
                if (!Folder.isOfCopy(file.getFileName().toString())) {
                    throw new IOException(
                            "The folder " + to + " holds something else than a copy of blobs: " + file.getFileName());
                }
            }
        }
    }

    private static Manifest before(Path to, String shard) throws IOException {
        Optional<Manifest> found = Manifest.read(to);
        if (found.isEmpty()) {
            Manifest.empty(shard).write(to);
        } else if (!found.get().shard().equals(shard)) {
            throw new IOException(
                    "The folder " + to + " holds a copy of shard " + found.get().shard() + ".");
        }
        return found.orElse(Manifest.empty(shard));
    }

    private void layDown(TreeMap<Integer, Manifest.Part> parts, TreeMap<Integer, Segment> pinned) throws IOException {
        TreeMap<Integer, Long> removed = new TreeMap<>();
        for (Segment segment : pin(pinned)) {
            removed.put(segment.number(), removals.length(segment));
        }
        pin(pinned); // what was begun meanwhile: of it nothing is known to be removed
        pinned.forEach((number, segment) ->
                parts.put(number, new Manifest.Part(segment.salt(), segment.end(), removed.getOrDefault(number, 0L))));
    }

    private List<Segment> pin(TreeMap<Integer, Segment> pinned) {
        List<Segment> fresh = new ArrayList<>();
        for (Segment segment : catalogue.pinAll()) {
            if (pinned.putIfAbsent(segment.number(), segment) == null) {
                fresh.add(segment);
            } else {
                unpin(segment);
            }
        }
        return fresh;
    }

    private void unpin(Segment segment) {
        if (catalogue.unpin(segment)) {
            onLastUse.accept(segment);
        }
    }

    private void segment(int number, Manifest.Part part, Manifest.Part before, Folder target, FileCopy copy)
            throws IOException {
        if (before != null && before.salt() != part.salt()) {
            throw new IOException("The folder " + target.root() + " holds a copy of another server's shard.");
        }
        Path file = target.segment(number);
        boolean goesOn =
                before != null && before.end() <= part.end() && Files.exists(file) && Files.size(file) >= before.end();
        if (!goesOn) {
            copy.replace(folder.segment(number), file, part.end(), target.temporary());
        } else if (before.end() < part.end()) {
            copy.append(folder.segment(number), file, before.end(), part.end());
        }
        if (part.removed() > 0 && (before == null || before.removed() != part.removed())) {
            copy.replace(folder.removals(number), target.removals(number), part.removed(), target.temporary());
        }
        index(number, part, target, copy);
    }

    private void index(int number, Manifest.Part part, Folder target, FileCopy copy) throws IOException {
        if (Files.exists(target.index(number)) || !Files.exists(folder.index(number))) {
            return;
        }
        Optional<SegmentIndex> index = SegmentIndex.read(folder, number);
        if (index.isPresent() && index.get().isOf(part)) {
            Path from = folder.index(number);
            copy.replace(from, target.index(number), Files.size(from), target.temporary());
        }
    }

    private void largeFiles(Folder target, FileCopy copy, FileCopy.Progress progress) throws IOException {
        TreeSet<Path> drawers = new TreeSet<>();
        List<BlobRef> page = new ArrayList<>();
        for (int from = 0; from >= 0; ) {
            page.clear();
            from = catalogue.page(from, true, page);
            for (BlobRef ref : page) {
                progress.check();
                Path to = target.large(ref);
                if (largeFile(large.place(ref), to, target, copy)) {
                    drawers.add(to.getParent());
                }
            }
        }
        for (Path drawer : drawers) {
            Folder.sync(drawer);
        }
        Folder.sync(target.large());
    }

    private static boolean largeFile(Path from, Path to, Folder target, FileCopy copy) throws IOException {
        try {
            boolean same = Files.exists(to)
                    && Files.size(to) == Files.size(from)
                    && Files.getLastModifiedTime(to).equals(Files.getLastModifiedTime(from));
            if (same) {
                return false;
            }
            Files.createDirectories(to.getParent());
            copy.replace(from, to, Files.size(from), target.temporary());
            return true;
        } catch (NoSuchFileException | FileNotFoundException e) {
            if (Files.exists(from)) {
                throw e;
            }
            return false; // removed meanwhile
        }
    }

    private void forgetLargeFiles(Folder target) throws IOException {
        try (DirectoryStream<Path> drawers = Files.newDirectoryStream(target.large())) {
            for (Path drawer : drawers) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(drawer)) {
                    for (Path file : files) {
                        Optional<BlobRef> ref = LargeFiles.ref(file);
                        if (ref.isPresent() && catalogue.find(ref.get()).isEmpty()) {
                            Files.delete(file);
                        }
                    }
                }
            }
        }
    }
}
