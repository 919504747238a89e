package org.mailbay.blob.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a shard of a copy. On the driver's own threads only. */
final class Restoring {
    private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

    private Restoring() {}

    /** Until it is finished, the shard cannot be opened, and it can be begun anew. */
    static void restore(Path from, Path root) throws IOException {
        Manifest manifest = Manifest.read(from)
                .orElseThrow(() -> new IOException("The folder " + from + " holds no copy of blobs."));
        try (FolderLock _ = FolderLock.take(root, Duration.ZERO);
                Closeable _ = FolderLock.forReading(from)) {
            Folder target = Folder.forCopy(root);
            if (!target.isRestoring() && !isEmpty(target)) {
                throw new FileAlreadyExistsException(
                        root.toString(), null, "The blob folder is not empty: nothing is restored over blobs.");
            }
            target.beginRestoring();
            Folder copy = Folder.at(from);
            FileCopy files = new FileCopy(() -> {});
            for (Map.Entry<Integer, Manifest.Part> part : manifest.parts().entrySet()) {
                segment(part.getKey(), part.getValue(), copy, target, files);
            }
            largeFiles(copy, target, files);
            Folder.sync(target.segments());
            target.endRestoring();
            LOG.info("event=blobs-restored shard={} bytes={}", root.getFileName(), files.bytes());
        }
    }

    private static boolean isEmpty(Folder folder) throws IOException {
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(folder.segments());
                DirectoryStream<Path> large = Files.newDirectoryStream(folder.large())) {
            return !segments.iterator().hasNext() && !large.iterator().hasNext();
        }
    }

    private static void segment(int number, Manifest.Part part, Folder copy, Folder target, FileCopy files)
            throws IOException {
        files.replace(copy.segment(number), target.segment(number), part.end(), target.temporary());
        if (part.removed() > 0) {
            files.replace(copy.removals(number), target.removals(number), part.removed(), target.temporary());
        }
        Optional<SegmentIndex> index = SegmentIndex.read(copy, number).filter(found -> found.isOf(part));
        if (index.isPresent()) {
            Path file = copy.index(number);
            files.replace(file, target.index(number), Files.size(file), target.temporary());
        }
    }

    private static void largeFiles(Folder copy, Folder target, FileCopy files) throws IOException {
        try (DirectoryStream<Path> drawers = Files.newDirectoryStream(copy.large())) {
            for (Path drawer : drawers) {
                Path to = Files.createDirectories(target.large().resolve(drawer.getFileName()));
                try (DirectoryStream<Path> blobs = Files.newDirectoryStream(drawer)) {
                    for (Path blob : blobs) {
                        files.replace(blob, to.resolve(blob.getFileName()), Files.size(blob), target.temporary());
                    }
                }
                Folder.sync(to);
            }
        }
        Folder.sync(target.large());
    }
}
