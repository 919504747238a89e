package org.mailbay.checks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** No cycles between the packages of a bundle. Between bundles the layers see to it. */
final class CyclesRule implements Rule {

    @Override
    public String name() {
        return "cycles";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var room : house.rooms()) {
            var edges = edges(room);
            var reported = new TreeSet<String>();
            for (var start : edges.keySet()) {
                var path = path(start, start, edges);
                if (!path.isEmpty() && !reported.contains(start)) {
                    reported.addAll(path);
                    findings.add(finding(room.folder(), describe(path, edges)));
                }
            }
        }
        return findings;
    }

    /** From package to package, with one class that needs it as a witness. */
    private static Map<String, Map<String, String>> edges(Room room) {
        var edges = new TreeMap<String, Map<String, String>>();
        var packages = room.packages();
        for (var compiled : room.classes()) {
            var from = compiled.inPackage();
            if (compiled.name().endsWith("/package-info")) {
                continue;
            }
            for (var type : compiled.types()) {
                var to = Compiled.packageOf(type);
                if (!to.equals(from) && packages.contains(to)) {
                    edges.computeIfAbsent(from, p -> new TreeMap<>())
                            .putIfAbsent(to, simple(compiled.name()) + " needs " + simple(type));
                }
            }
        }
        return edges;
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('/') + 1);
    }

    /** The shortest way from one package back to it: its stations, both ends included; empty when there is none. */
    private static List<String> path(String from, String to, Map<String, Map<String, String>> edges) {
        var queue = new ArrayDeque<List<String>>(List.of(List.of(from)));
        var seen = new TreeSet<String>();
        while (!queue.isEmpty()) {
            var way = queue.remove();
            for (var next : edges.getOrDefault(way.getLast(), Map.of()).keySet()) {
                var longer = new ArrayList<>(way);
                longer.add(next);
                if (next.equals(to)) {
                    return longer;
                }
                if (seen.add(next)) {
                    queue.add(longer);
                }
            }
        }
        return List.of();
    }

    private static String describe(List<String> path, Map<String, Map<String, String>> edges) {
        var text = new StringBuilder("packages in a circle, move a type: ").append(path.getFirst());
        for (int i = 1; i < path.size(); i++) {
            var witness = edges.get(path.get(i - 1)).get(path.get(i));
            text.append(" → ").append(path.get(i)).append(" (").append(witness).append(')');
        }
        return text.toString();
    }
}
