package org.mailbay.blob.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.mailbay.store.BlobRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blobs in a file each: {@code large/<first byte>/<name>-<length>}, all hexadecimal. */
final class LargeFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LargeFiles.class);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}-[0-9a-f]{1,15}");

    private final Folder folder;
    private final AtomicLong bytes = new AtomicLong();

    LargeFiles(Folder folder) {
        this.folder = folder;
    }

    /** Bytes on disk. */
    long bytes() {
        return bytes.get();
    }

    /**
     * Puts everything that is there into the catalogue; after a crash, once it is durable.
     *
     * @return records in segments that are dead because the blob has a file
     */
    List<Catalogue.Place> load(Catalogue catalogue) throws IOException {
        List<Catalogue.Place> superseded = new ArrayList<>();
        if (!folder.wasClean()) {
            Folder.sync(folder.large());
        }
        try (DirectoryStream<Path> drawers = Files.newDirectoryStream(folder.large(), "[0-9a-f][0-9a-f]")) {
            for (Path drawer : drawers) {
                if (!folder.wasClean()) {
                    Folder.sync(drawer);
                }
                try (DirectoryStream<Path> files = Files.newDirectoryStream(drawer)) {
                    for (Path file : files) {
                        load(file, catalogue).ifPresent(superseded::add);
                    }
                }
            }
        }
        return superseded;
    }

    private Optional<Catalogue.Place> load(Path file, Catalogue catalogue) throws IOException {
        Optional<BlobRef> ref = ref(file);
        if (ref.isEmpty()) {
            LOG.warn("event=blob-file-foreign file={}", file.getFileName());
            return Optional.empty();
        }
        bytes.addAndGet(Files.size(file));
        return catalogue.storedLarge(Name.of(ref.get()), ref.get().size());
    }

    /** Moves a finished file to its place, over one that is there; durable when this returns. On the driver's own threads only. */
    void put(Path file, BlobRef ref) throws IOException {
        Path place = place(ref);
        if (!Files.exists(place.getParent())) {
            Files.createDirectories(place.getParent());
            Folder.sync(folder.large());
        }
        long more = Files.size(file) - (Files.exists(place) ? Files.size(place) : 0);
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        bytes.addAndGet(more);
        Folder.sync(place.getParent());
    }

    /** Deletes; durable when this returns. On the driver's own threads only. */
    void delete(BlobRef ref) throws IOException {
        Path place = place(ref);
        if (Files.exists(place)) {
            bytes.addAndGet(-Files.size(place));
            Files.delete(place);
            Folder.sync(place.getParent());
        }
    }

    /** Opens a file for one reader; empty when it has just been removed. */
    Optional<ByteSource> open(BlobRef ref) throws IOException {
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(place(ref).toFile(), "r");
        } catch (FileNotFoundException e) {
            if (Files.exists(place(ref))) {
                throw e;
            }
            return Optional.empty();
        }
        return Optional.of(new ByteSource() {
            @Override
            public int read(long at, byte[] into, int offset, int length) throws IOException {
                return ReadHandles.read(file, at, into, offset, length);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        });
    }

    /** Which blob a file holds, by its name; empty when it is none of ours. */
    static Optional<BlobRef> ref(Path file) {
        String name = file.getFileName().toString();
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new BlobRef(HexFormat.of().parseHex(name, 0, 64), Long.parseLong(name, 65, name.length(), 16)));
    }

    /** The blob's file. */
    Path place(BlobRef ref) {
        return folder.large(ref);
    }
}
