package org.mailbay.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every leaf that runs something says figures, but for those whose figures others say. */
final class MetricsRule implements Rule {
    private static final String SOURCE = "<provide interface=\"org.mailbay.metrics.MetricSource\"/>";

    /** Leaf → why it says none. */
    private static final Map<String, String> SILENT = Map.of(
            "admin-console", "serves files; http counts its requests",
            "demo", "works once, at the first start",
            "jmap-blob", "jmap-core counts its methods by name",
            "jmap-quota", "jmap-core counts its methods by name",
            "jmx", "shows those of others",
            "metrics", "is who asks for them",
            "store-memory", "a specimen; store counts what goes through it",
            "text-office", "jmap-mail counts what it reads, and what only in part");

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var room : house.rooms()) {
            var components =
                    House.files(house.root().resolve(room.folder()).resolve("target/classes/OSGI-INF"), ".xml").stream()
                            .flatMap(file -> House.lines(file).stream())
                            .map(line -> line.replaceAll("\\s+", " "))
                            .toList();
            boolean runs = components.stream().anyMatch(line -> line.contains("scr:component"));
            boolean says = components.stream().anyMatch(line -> line.contains(SOURCE));
            if (room.kind() == Kind.LEAF && runs && !says && !SILENT.containsKey(room.name())) {
                findings.add(finding(
                        room.folder(), "nothing here is a MetricSource: say what an operator wants to know of it"));
            } else if (says && SILENT.containsKey(room.name())) {
                findings.add(finding(room.folder(), "says figures by now: take it off the list of the silent"));
            }
        }
        return findings;
    }
}
