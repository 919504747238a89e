package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.mailbay.store.BlobRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places inside a shard's folder. Names are made of hexadecimal numbers only. */
final class Folder {
    private static final Logger LOG = LoggerFactory.getLogger(Folder.class);
    private static final Pattern NUMBERED = Pattern.compile("[0-9a-f]{8}\\.[a-z]+");

    private static final String RESERVE = "reserve";
    private static final int RESERVE_BYTES = 256 * 1024;
    private static final String RESTORING = "restoring";
    private static final Set<String> COPY = Set.of("segments", "large", "temp", "lock", "copy", "copy.new");

    private final Path root;
    private final boolean clean;
    private final AtomicLong temporary = new AtomicLong();

    private Folder(Path root, boolean clean) {
        this.root = root;
        this.clean = clean;
    }

    /** The folder of a copy as it is. */
    static Folder at(Path root) {
        return new Folder(root, true);
    }

    /** The folder of a copy or of a shard to be, with the places that it needs. */
    static Folder forCopy(Path root) throws IOException {
        Folder folder = at(root);
        folder.makePlaces();
        return folder;
    }

    /** Whether a copy's folder has a file or folder of this name. */
    static boolean isOfCopy(String name) {
        return COPY.contains(name);
    }

    /** Makes what is missing, empties the place for unfinished files, and marks the folder as in use. */
    Folder(Path root) throws IOException {
        this.root = root;
        if (isRestoring()) {
            throw new IOException("The restore of the blobs in " + root + " was not finished; do it once more.");
        }
        makePlaces();
        clean = !Files.exists(mark());
        Files.write(mark(), new byte[0]);
        makeReserve();
        sync(root);
    }

    private void makePlaces() throws IOException {
        Files.createDirectories(segments());
        Files.createDirectories(large());
        Files.createDirectories(root.resolve("temp"));
        empty(root.resolve("temp"));
    }

    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    empty(file);
                }
                Files.delete(file);
            }
        }
    }

    /** Whether a restore was begun and not finished. */
    boolean isRestoring() {
        return Files.exists(root.resolve(RESTORING));
    }

    /** Empties it; until the end nobody opens it. */
    void beginRestoring() throws IOException {
        Files.write(root.resolve(RESTORING), new byte[0]);
        sync(root);
        empty(segments());
        empty(large());
    }

    void endRestoring() throws IOException {
        sync(root);
        Files.delete(root.resolve(RESTORING));
        sync(root);
    }

    /** Sets a little space aside, from which removals are written down when the disk is full; if it is full now, the next time. */
    void makeReserve() {
        Path reserve = root.resolve(RESERVE);
        try {
            if (!Files.exists(reserve)) {
                Files.write(reserve, new byte[RESERVE_BYTES]);
            }
        } catch (IOException e) {
            LOG.warn("event=blob-reserve-not-made reason=\"{}\"", e.toString());
            try {
                Files.deleteIfExists(reserve);
            } catch (IOException stays) {
                e.addSuppressed(stays);
            }
        }
    }

    /** Gives that space free; false when it was not there. */
    boolean takeReserve() throws IOException {
        return Files.deleteIfExists(root.resolve(RESERVE));
    }

    /** Whether it was closed in order; otherwise what is seen in it need not be durable yet. */
    boolean wasClean() {
        return clean;
    }

    /** Everything in it is durable and nobody writes any more. */
    void markClean() throws IOException {
        Files.deleteIfExists(mark());
    }

    Path root() {
        return root;
    }

    Path segments() {
        return root.resolve("segments");
    }

    Path large() {
        return root.resolve("large");
    }

    /** The file of a large blob. */
    Path large(BlobRef ref) {
        String name = HexFormat.of().formatHex(ref.name());
        return large().resolve(name.substring(0, 2)).resolve(name + '-' + Long.toHexString(ref.size()));
    }

    /** A name for an unfinished file. */
    Path temporary() {
        return root.resolve("temp").resolve("%016x".formatted(temporary.getAndIncrement()));
    }

    Path segment(int number) {
        return of(number, "segment");
    }

    Path index(int number) {
        return of(number, "index");
    }

    Path removals(int number) {
        return of(number, "removed");
    }

    /** Exists when a flush of the segment failed; holds where its durable part ends, in hexadecimal. */
    Path poison(int number) {
        return of(number, "poisoned");
    }

    /** Numbers of the segments, ascending. */
    TreeSet<Integer> numbers() throws IOException {
        return numbers("segment");
    }

    /** Deletes segments but these. */
    void deleteOthers(Set<Integer> wanted) throws IOException {
        for (int number : numbers()) {
            if (!wanted.contains(number)) {
                delete(number);
            }
        }
        deleteOrphans();
    }

    /** Deletes what stood beside segments that are no more. */
    void deleteOrphans() throws IOException {
        TreeSet<Integer> numbers = numbers();
        for (String kind : List.of("index", "removed", "poisoned")) {
            for (int number : numbers(kind)) {
                if (!numbers.contains(number)) {
                    Files.delete(of(number, kind));
                }
            }
        }
    }

    private TreeSet<Integer> numbers(String kind) throws IOException {
        TreeSet<Integer> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(segments(), "*." + kind)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (NUMBERED.matcher(name).matches()) {
                    numbers.add(Integer.parseInt(name, 0, 8, 16));
                }
            }
        }
        return numbers;
    }

    /** Deletes a segment and what stands beside it: what stands beside it last, and after a crash at the next open. */
    void delete(int number) throws IOException {
        if (Files.deleteIfExists(segment(number))) {
            sync(segments());
        }
        Files.deleteIfExists(index(number));
        Files.deleteIfExists(removals(number));
        Files.deleteIfExists(poison(number));
    }

    /** The same for a segment that nobody needs; what fails is logged, and done by the next compaction after the next open. */
    void deleteQuietly(Segment segment, ReadHandles handles) {
        try {
            handles.forget(segment.file());
            delete(segment.number());
        } catch (IOException e) {
            LOG.warn("event=blob-segment-not-deleted segment={} reason=\"{}\"", segment.number(), e.toString());
        }
    }

    /** Makes a folder's entries durable. On the driver's own threads only: an interrupt would close the channel. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path mark() {
        return root.resolve("unclean");
    }

    private Path of(int number, String kind) {
        return segments().resolve("%08x.%s".formatted(number, kind));
    }
}
