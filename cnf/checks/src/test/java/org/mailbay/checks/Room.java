package org.mailbay.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** One bundle: its folder, its place in the layers, its built manifest and its own class files. */
record Room(String name, String folder, Layers.Line line, Manifest manifest, List<Compiled> classes) {

    static Room read(Path root, String folder, Layers.Line line) throws IOException {
        var output = root.resolve(folder).resolve("target/classes");
        var manifest = new Manifest();
        var file = output.resolve("META-INF/MANIFEST.MF");
        if (Files.exists(file)) {
            try (var in = Files.newInputStream(file)) {
                manifest.read(in);
            }
        }
        var ours = output.resolve("org/mailbay");
        var classes = new java.util.ArrayList<Compiled>();
        for (var path : House.files(ours, ".class")) {
            classes.add(Compiled.read(path));
        }
        return new Room(Path.of(folder).getFileName().toString(), folder, line, manifest, List.copyOf(classes));
    }

    Kind kind() {
        return line.kind();
    }

    /** The package that this bundle owns, with all below it that no longer name claims. */
    String owns() {
        var plain = kind() == Kind.API && name.endsWith("-api") ? name.substring(0, name.length() - 4) : name;
        return (kind() == Kind.EXAMPLE ? "org.mailbay.example." : "org.mailbay.") + plain.replace('-', '.');
    }

    boolean claims(String packageName) {
        return packageName.equals(owns()) || packageName.startsWith(owns() + ".");
    }

    Set<String> packages() {
        return classes.stream().map(Compiled::inPackage).collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    Set<String> exports() {
        return Header.packages(header("Export-Package"));
    }

    Set<String> imports() {
        return Header.packages(header("Import-Package"));
    }

    @org.jspecify.annotations.Nullable
    String header(String name) {
        return manifest.getMainAttributes().getValue(name);
    }
}
