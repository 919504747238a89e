package org.mailbay.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which bundles run, in the order in which they start: those of the assembled runtime, with those that an operator updated or
 * installed ({@code DIR/features/active.tsv}) in their place, and without those that were disabled ({@code DIR/features/disabled.tsv}).
 */
final class BundleList {

    /**
     * One bundle's jar and the start level it runs from.
     *
     * @param enabled whether it is started
     * @param guest whether it came from an operator, not with the server, and has code that runs when it starts
     */
    record Entry(Path jar, int level, boolean enabled, boolean guest) {

        String location() {
            return "reference:" + jar.toUri();
        }
    }

    /** Third parties' bundles come first: ours need them, never the other way round. */
    private static final int THEIRS = 10;

    private static final int OURS = 20;

    /** Who asks the store while it starts waits for a driver: drivers come first, wherever they are from. */
    private static final int DRIVERS = 15;

    private static final Pattern DRIVER = Pattern.compile("org\\.mailbay\\.store\\.spi\\.(\\w+Driver|MasterKey)\\b");

    private BundleList() {}

    static List<Entry> read(Path home, Path data) throws IOException, Refused {
        var folder = home.resolve("bundles");
        if (!Files.isDirectory(folder)) {
            throw new Refused(ExitCode.FAILED, "No bundles in " + folder + ": build the server first.");
        }
        var levels = levels(home.resolve("levels.tsv"));
        var active = active(data.resolve("features"));
        var disabled = disabled(data);
        // By name, not by file: an update lies elsewhere under another name, and must not change the order of the
        // start.
        var named = new TreeMap<String, Entry>();
        for (var jar : jars(folder)) {
            var name = jar.getFileName().toString().replaceAll("\\.jar$", "");
            int level = levels.getOrDefault(name, name.startsWith("org.mailbay.") ? OURS : THEIRS);
            // Only ours are updated, and their file is named as they are.
            var replacement = active.remove(name);
            named.put(name, new Entry(replacement == null ? jar : replacement, level, !disabled.contains(name), false));
        }
        for (var added : active.entrySet()) {
            named.put(added.getKey(), added(added.getValue(), !disabled.contains(added.getKey())));
        }
        return named.values().stream()
                .sorted(Comparator.comparingInt(Entry::level))
                .toList();
    }

    private static Entry added(Path jar, boolean enabled) throws IOException {
        try (var opened = new JarFile(jar.toFile())) {
            var headers = opened.getManifest().getMainAttributes();
            var offers = headers.getValue("Provide-Capability");
            if (offers != null && DRIVER.matcher(offers).find()) {
                return new Entry(jar, DRIVERS, enabled, false);
            }
            boolean runs =
                    headers.getValue("Service-Component") != null || headers.getValue("Bundle-Activator") != null;
            return new Entry(jar, OURS, enabled, runs);
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.filter(f -> f.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, Integer> levels(Path file) throws IOException {
        var levels = new HashMap<String, Integer>();
        for (var cells : rows(file)) {
            levels.put(cells[0], Integer.valueOf(cells[1]));
        }
        return levels;
    }

    /** Symbolic name → jar, as another bundle wrote it. What it names must be there: a lost update is not skipped in silence. */
    private static Map<String, Path> active(Path features) throws IOException, Refused {
        var active = new LinkedHashMap<String, Path>();
        var file = features.resolve("active.tsv");
        for (var cells : rows(file)) {
            var jar = features.resolve(cells[1]).normalize();
            if (!jar.startsWith(features) || !Files.isRegularFile(jar)) {
                throw new Refused(
                        ExitCode.FAILED,
                        file + " names " + cells[1] + " for " + cells[0] + ", which is not a file below " + features
                                + ": put it back, or remove the line to run the version that was shipped.");
            }
            try (var opened = new JarFile(jar.toFile())) {
                if (opened.getManifest() == null) {
                    throw new Refused(ExitCode.FAILED, jar + " is no bundle: it has no manifest.");
                }
            }
            active.put(cells[0], jar);
        }
        return active;
    }

    /** Names of bundles that are not to be started. */
    static Set<String> disabled(Path data) throws IOException {
        var file = data.resolve("features/disabled.tsv");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(String::strip).collect(Collectors.toSet())
                : Set.of();
    }

    private static List<String[]> rows(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var rows = new ArrayList<String[]>();
        for (var line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var cells = line.split("\t");
            if (cells.length < 2) {
                throw new IOException(file + ": a line without a tab: " + line);
            }
            rows.add(cells);
        }
        return rows;
    }
}
