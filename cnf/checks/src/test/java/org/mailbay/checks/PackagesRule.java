package org.mailbay.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Packages: named after their bundle and the domain, in one bundle only, each with a door sign. */
final class PackagesRule implements Rule {

    private static final Set<String> EMPTY_WORDS =
            Set.of("impl", "util", "utils", "helper", "helpers", "manager", "common", "base", "internal", "misc");

    /** Longer than this, a door sign is a leaflet. */
    private static final int MAX_SIGN_LINES = 15;

    @Override
    public String name() {
        return "packages";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        var homes = new HashMap<String, Room>();
        for (var room : house.rooms()) {
            var sources = house.root().resolve(room.folder()).resolve("src/main/java");
            var folders = new TreeSet<Path>();
            House.files(sources, ".java").forEach(f -> folders.add(f.getParent()));
            for (var folder : folders) {
                sign(house, folder, findings);
            }
            for (var pkg : room.packages()) {
                if (!house.ownerOf(pkg).map(o -> o.owns().equals(room.owns())).orElse(false)) {
                    findings.add(finding(
                            room.folder(),
                            "package " + pkg + " belongs to another bundle: this one owns " + room.owns()));
                }
                for (var word : pkg.split("\\.")) {
                    if (EMPTY_WORDS.contains(word)) {
                        findings.add(finding(
                                room.folder(),
                                "package " + pkg + ": '" + word + "' says nothing, name it after the domain's word"));
                    }
                }
                var other = homes.put(pkg, room);
                if (other != null) {
                    findings.add(finding(
                            room.folder(), "package " + pkg + " is also in " + other.folder() + ": no split packages"));
                }
            }
        }
        return findings;
    }

    private void sign(House house, Path folder, List<Finding> findings) {
        var sign = folder.resolve("package-info.java");
        if (!Files.exists(sign)) {
            findings.add(finding(house.relative(sign), "is missing: say what lives in this package, @NullMarked"));
            return;
        }
        var lines = House.lines(sign);
        if (lines.stream().noneMatch(l -> l.equals("@NullMarked"))) {
            findings.add(finding(house.relative(sign), "add @NullMarked"));
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith("/**")) {
            findings.add(finding(house.relative(sign), "begin with Javadoc that says what lives here"));
        }
        var comment = lines.stream().takeWhile(l -> !l.contains("*/")).count() + 1;
        if (comment > MAX_SIGN_LINES) {
            findings.add(finding(
                    house.relative(sign),
                    "shorten " + comment + " lines to " + MAX_SIGN_LINES + ", move the rest to README"));
        }
    }
}
