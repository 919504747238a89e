package org.mailbay.checks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;

/** A checkout of a few lines, good or bad: written, compiled and read as the real one is. */
final class SmallHouse {

    private final Path root;
    private final StringBuilder layers = new StringBuilder();
    private final Map<String, String> modules = new TreeMap<>();
    private final Path licence;

    SmallHouse(Path root) throws IOException {
        this.root = root.toRealPath();
        this.licence = Path.of("../../bundles/store-api/LICENSE");
        write("docs/rfc/index.tsv", "");
        write("docs/operator/configure.md", "");
        write(SettingsPage.FILE, SettingsPage.text(root, List.of()));
    }

    /** A bundle that obeys every rule until a file of it is replaced. */
    SmallHouse bundle(String name, String kind, String mayImport) throws IOException {
        return module("bundles/" + name, kind, mayImport);
    }

    SmallHouse module(String folder, String kind, String mayImport) throws IOException {
        var name = Path.of(folder).getFileName().toString();
        layers.append(name)
                .append('\t')
                .append(kind)
                .append('\t')
                .append(mayImport)
                .append('\n');
        modules.put(folder, kind);
        write(folder + "/pom.xml", "<description>Does " + name + ".</description>");
        write(folder + "/README.md", "# Does `" + name + "`.\n");
        if (List.of("library", "api", "leaf").contains(kind)) {
            write("runtime/target/mailbay/bundles/org.mailbay." + name + ".jar", "");
        }
        boolean apache = List.of("api", "example", "test").contains(kind);
        if (apache) {
            write(folder + "/LICENSE", Files.readString(licence));
        }
        manifest(
                folder,
                "Bundle-SymbolicName: org.mailbay." + name,
                "Bundle-Description: Does " + name + ".",
                "Bundle-License: " + (apache ? "Apache-2.0" : "AGPL-3.0-or-later"));
        return this;
    }

    /** Adds lines to a bundle's manifest. */
    SmallHouse manifest(String folder, String... lines) throws IOException {
        var file = root.resolve(folder).resolve("target/classes/META-INF/MANIFEST.MF");
        var old = Files.exists(file) ? Files.readString(file).strip() : "Manifest-Version: 1.0";
        return write(root.relativize(file).toString(), old + "\n" + String.join("\n", lines) + "\n\n");
    }

    /** Adds a class, with a door sign for its package when it has none. */
    SmallHouse source(String folder, String packageName, String type, String body) throws IOException {
        var dir = folder + "/src/main/java/" + packageName.replace('.', '/') + "/";
        if (!Files.exists(root.resolve(dir + "package-info.java"))) {
            write(
                    dir + "package-info.java",
                    "/** Sign. */\n@NullMarked\npackage " + packageName
                            + ";\n\nimport org.jspecify.annotations.NullMarked;\n");
        }
        return write(dir + type + ".java", "package " + packageName + ";\n\n" + body + "\n");
    }

    SmallHouse write(String file, String text) throws IOException {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    SmallHouse layers(String line) {
        layers.append(line).append('\n');
        return this;
    }

    Path root() {
        return root;
    }

    House build() throws IOException {
        write(Layers.FILE, layers.toString());
        if (!Files.exists(root.resolve("pom.xml"))) {
            var list = new StringBuilder();
            modules.keySet().forEach(m -> list.append("<module>").append(m).append("</module>\n"));
            write("pom.xml", list + "<module>cnf/checks</module>\n");
        }
        compile();
        return House.read(root);
    }

    /** All bundles in one go, for speed; then each class file goes to the bundle that has its source. */
    private void compile() throws IOException {
        var sources = new TreeMap<Path, String>();
        for (var folder : modules.keySet()) {
            var top = root.resolve(folder).resolve("src/main/java");
            House.files(top, ".java").forEach(f -> sources.put(f, folder));
        }
        var classes = root.resolve("classes");
        var arguments = new ArrayList<>(
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        sources.keySet().forEach(f -> arguments.add(f.toString()));
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(print, print, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(out.toString(StandardCharsets.UTF_8));
        }
        for (var file : House.files(classes, ".class")) {
            var name = classes.relativize(file).toString();
            var source = name.replaceAll("(\\$.*)?\\.class$", ".java");
            for (var folder : modules.keySet()) {
                if (sources.containsKey(
                        root.resolve(folder).resolve("src/main/java").resolve(source))) {
                    var home = root.resolve(folder).resolve("target/classes").resolve(name);
                    Files.createDirectories(home.getParent());
                    Files.copy(file, home);
                }
            }
        }
    }
}
