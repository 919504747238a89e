package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The places inside a shard's folder. Names are made of hexadecimal numbers only. */
final class Folder {
    private static final Pattern SEGMENT = Pattern.compile("[0-9a-f]{8}\\.segment");

    private final Path root;
    private final boolean clean;
    private final AtomicLong temporary = new AtomicLong();

    /** Makes what is missing, empties the place for unfinished files, and marks the folder as in use. */
    Folder(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(segments());
        Files.createDirectories(large());
        Files.createDirectories(root.resolve("temp"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root.resolve("temp"))) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        clean = !Files.exists(mark());
        Files.write(mark(), new byte[0]);
        sync(root);
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
        TreeSet<Integer> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(segments(), "*.segment")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (SEGMENT.matcher(name).matches()) {
                    numbers.add(Integer.parseInt(name, 0, 8, 16));
                }
            }
        }
        return numbers;
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
