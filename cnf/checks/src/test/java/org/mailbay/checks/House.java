package org.mailbay.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checkout as built: every bundle and example that has a line in the layers, and the files of all of them. */
record House(Path root, Layers layers, List<Room> rooms) {

    static House read(Path root) throws IOException {
        var layers = Layers.read(root);
        var rooms = new ArrayList<Room>();
        for (var folder : folders(root)) {
            var line = layers.lines().get(Path.of(folder).getFileName().toString());
            if (line != null) {
                rooms.add(Room.read(root, folder, line));
            }
        }
        return new House(root, layers, List.copyOf(rooms));
    }

    /** Every folder with a pom under {@code bundles/} and {@code examples/}, relative to the root. */
    static List<String> folders(Path root) throws IOException {
        var folders = new ArrayList<String>();
        for (var parent : List.of("bundles", "examples")) {
            var dir = root.resolve(parent);
            if (Files.isDirectory(dir)) {
                try (var list = Files.list(dir)) {
                    list.filter(f -> Files.exists(f.resolve("pom.xml")))
                            .sorted()
                            .forEach(f -> folders.add(parent + "/" + f.getFileName()));
                }
            }
        }
        return folders;
    }

    Optional<Room> exporterOf(String packageName) {
        return rooms.stream().filter(r -> r.exports().contains(packageName)).findFirst();
    }

    /** Who owns a package by its name: the longest claim wins. */
    Optional<Room> ownerOf(String packageName) {
        return rooms.stream()
                .filter(r -> r.claims(packageName))
                .max(java.util.Comparator.comparing(r -> r.owns().length()));
    }

    String relative(Path file) {
        return root.relativize(file).toString();
    }

    /** The regular files below a folder whose names end so, sorted; none when the folder is absent. */
    static List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(f -> f.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's lines; bytes that are no UTF-8 do not stop a check. */
    static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
