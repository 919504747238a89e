package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders as wholes. Not for a thread that may be interrupted. */
final class Disk {
    private Disk() {}

    /** Makes a folder's entries durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes a folder within another that may not exist either; durable. */
    static void make(Path root, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            sync(root);
            sync(root.toAbsolutePath().getParent());
        }
    }

    /** Makes a folder and all in it durable. */
    static void syncAll(Path folder) throws IOException {
        for (Path path : walk(folder)) {
            sync(path);
        }
        sync(folder.toAbsolutePath().getParent());
    }

    /** Removes a folder and what is in it, if it is there; what links lead to stays. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (Path path : walk(folder).reversed()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Copies a folder that nobody writes to; {@code to} must not exist. */
    static void copy(Path from, Path to) throws IOException {
        for (Path path : walk(from)) {
            Files.copy(path, to.resolve(from.relativize(path)));
        }
    }

    /** Bytes in a folder whose files come and go. */
    static long size(Path folder) throws IOException {
        long[] size = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                size[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException why) {
                return FileVisitResult.CONTINUE;
            }
        });
        return size[0];
    }

    /** Parents before children. */
    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
