package org.mailbay.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** {@code cnf/layers.tsv}: which bundles there are, of which kind, and what each may import. */
record Layers(Map<String, Line> lines, List<Finding> findings) {

    static final String FILE = "cnf/layers.tsv";

    record Line(Kind kind, List<String> mayImport) {

        boolean allows(Room other) {
            return mayImport.contains(other.name())
                    || mayImport.contains(other.kind().word());
        }
    }

    static Layers read(Path root) throws IOException {
        var lines = new LinkedHashMap<String, Line>();
        var findings = new java.util.ArrayList<Finding>();
        int number = 0;
        for (var text : Files.readAllLines(root.resolve(FILE))) {
            number++;
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            var cells = text.split("\t", -1);
            var where = FILE + ":" + number;
            if (cells.length != 3) {
                findings.add(new Finding(where, "layers", "write: bundle ⇥ kind ⇥ may import"));
                continue;
            }
            var kind = Arrays.stream(Kind.values())
                    .filter(k -> k.word().equals(cells[1]))
                    .findFirst();
            if (kind.isEmpty()) {
                var kinds = new TreeSet<String>();
                Arrays.stream(Kind.values())
                        .map(k -> k.name().toLowerCase(Locale.ROOT))
                        .forEach(kinds::add);
                findings.add(new Finding(where, "layers", "unknown kind '" + cells[1] + "', use one of " + kinds));
                continue;
            }
            var may = cells[2].equals("-") ? List.<String>of() : List.of(cells[2].split(" "));
            if (lines.put(cells[0], new Line(kind.get(), may)) != null) {
                findings.add(new Finding(where, "layers", cells[0] + " stands here twice, remove one line"));
            }
        }
        return new Layers(lines, findings);
    }
}
