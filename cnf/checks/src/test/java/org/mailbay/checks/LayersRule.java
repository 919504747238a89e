package org.mailbay.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Built manifests obey {@code cnf/layers.tsv}: architecture, §2. */
final class LayersRule implements Rule {

    @Override
    public String name() {
        return "layers";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<>(house.layers().findings());
        tableAndFolders(house, findings);
        for (var room : house.rooms()) {
            var manifest = room.folder() + "/target/classes/META-INF/MANIFEST.MF";
            if (room.classes().isEmpty()) {
                findings.add(finding(room.folder(), "has no built classes: build it, or remove the folder"));
                continue;
            }
            if (!("org.mailbay." + room.name()).equals(symbolicName(room))) {
                findings.add(finding(
                        manifest,
                        "Bundle-SymbolicName is not org.mailbay." + room.name() + ": name the folder's pom so"));
            }
            exports(room, manifest, findings);
            imports(house, room, manifest, findings);
        }
        return findings;
    }

    private void tableAndFolders(House house, List<Finding> findings) {
        var names = folderNames(house.root());
        for (var name : names) {
            if (!house.layers().lines().containsKey(name)) {
                findings.add(finding(Layers.FILE, "bundle " + name + " has no line: add it with its kind"));
            }
        }
        var kinds = java.util.Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.toSet());
        house.layers().lines().forEach((name, line) -> {
            if (!names.contains(name)) {
                findings.add(finding(Layers.FILE, name + " has a line and no folder: remove the line"));
            }
            for (var may : line.mayImport()) {
                if (!kinds.contains(may) && !names.contains(may)) {
                    findings.add(finding(Layers.FILE, name + " may import unknown '" + may + "': correct it"));
                }
            }
        });
    }

    private void exports(Room room, String manifest, List<Finding> findings) {
        if (!room.kind().exports() && !room.exports().isEmpty()) {
            findings.add(finding(
                    manifest,
                    "a " + room.kind().word() + " exports nothing, but " + room.exports()
                            + " leave it: remove @Export or move the package to an API"));
        }
        for (var exported : room.exports()) {
            if (!exported.startsWith("org.mailbay.")) {
                findings.add(finding(manifest, "exports a third party's package " + exported + ": embed it privately"));
            }
        }
        if ((room.kind() == Kind.API || room.kind() == Kind.LIBRARY) && room.header("Service-Component") != null) {
            findings.add(finding(manifest, room.kind().word() + " with components: what runs goes into a leaf"));
        }
    }

    private void imports(House house, Room room, String manifest, List<Finding> findings) {
        for (var imported : room.imports()) {
            if (room.kind() == Kind.LIBRARY && imported.startsWith("org.osgi.")) {
                findings.add(finding(manifest, "a library imports " + imported + ": libraries know no OSGi"));
            }
            if (!imported.startsWith("org.mailbay.") || room.exports().contains(imported)) {
                continue;
            }
            var from = house.exporterOf(imported).or(() -> house.ownerOf(imported));
            if (from.isEmpty()) {
                findings.add(finding(manifest, "imports " + imported + ", which no bundle exports"));
            } else if (!room.kind().mayImport().contains(from.get().kind()) && !isNamed(room, from.get())) {
                findings.add(finding(
                        manifest,
                        "a " + room.kind().word() + " imports " + imported + " of "
                                + from.get().kind().word() + " " + from.get().name() + ": go through an API"));
            } else if (!room.line().allows(from.get())) {
                findings.add(finding(
                        manifest,
                        "imports " + imported + " of " + from.get().name() + ", which " + Layers.FILE
                                + " does not allow it: change the line or the code"));
            }
        }
    }

    /** A library may import an API that its line names: one of plain values, such as what the domain name system says. */
    private static boolean isNamed(Room room, Room from) {
        return room.kind() == Kind.LIBRARY
                && from.kind() == Kind.API
                && room.line().mayImport().contains(from.name());
    }

    private static String symbolicName(Room room) {
        var header = room.header("Bundle-SymbolicName");
        return header == null ? "" : header.split(";")[0].strip();
    }

    private static List<String> folderNames(Path root) {
        try {
            return House.folders(root).stream()
                    .map(f -> Path.of(f).getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
