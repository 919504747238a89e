package org.mailbay.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code docs/rfc/index.tsv} and the code agree: every RFC cited is listed, every RFC claimed is cited where it is obeyed. */
final class RfcIndexRule implements Rule {

    static final String FILE = "docs/rfc/index.tsv";

    private static final Pattern CITATION = Pattern.compile("\\bRFC (\\d{3,5})\\b");
    private static final Set<String> ANSWERS = Set.of("yes", "partial", "no");

    @Override
    public String name() {
        return "rfc-index";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        var index = index(house, findings);
        var inMain = new TreeMap<Integer, String>();
        var inTests = new TreeMap<Integer, String>();
        for (var room : house.rooms()) {
            var folder = house.root().resolve(room.folder());
            cited(house, folder.resolve("src/main"), inMain);
            cited(house, folder.resolve("src/test"), inTests);
        }
        var anywhere = new TreeMap<>(inTests);
        anywhere.putAll(inMain);
        anywhere.forEach((rfc, where) -> {
            if (!index.containsKey(rfc)) {
                findings.add(finding(where, "cites RFC " + rfc + ": add its line to " + FILE));
            }
        });
        index.forEach((rfc, answer) -> {
            if (!answer.equals("no") && !inMain.containsKey(rfc)) {
                findings.add(finding(
                        FILE,
                        "says '" + answer + "' to RFC " + rfc
                                + ", which no line of code cites: cite it where it is obeyed, or say no"));
            }
        });
        return findings;
    }

    private Map<Integer, String> index(House house, List<Finding> findings) {
        var index = new TreeMap<Integer, String>();
        var file = house.root().resolve(FILE);
        if (!Files.exists(file)) {
            findings.add(finding(FILE, "is missing"));
            return index;
        }
        int number = 0;
        for (var line : House.lines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var cells = line.split("\t", -1);
            if (cells.length != 4
                    || !cells[0].matches("\\d{1,5}")
                    || !ANSWERS.contains(cells[2])
                    || cells[1].isBlank()) {
                findings.add(finding(FILE + ":" + number, "write: rfc ⇥ title ⇥ yes|partial|no ⇥ where or why"));
            } else if (index.put(Integer.valueOf(cells[0]), cells[2]) != null) {
                findings.add(finding(FILE + ":" + number, "RFC " + cells[0] + " stands here twice"));
            } else if (cells[2].equals("partial") && cells[3].isBlank()) {
                findings.add(finding(FILE + ":" + number, "say what of RFC " + cells[0] + " is missing"));
            }
        }
        return index;
    }

    private static void cited(House house, Path folder, Map<Integer, String> citations) {
        for (var file : House.files(folder, ".java")) {
            var lines = House.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                var matcher = CITATION.matcher(lines.get(i));
                while (matcher.find()) {
                    citations.putIfAbsent(Integer.valueOf(matcher.group(1)), house.relative(file) + ":" + (i + 1));
                }
            }
        }
    }
}
