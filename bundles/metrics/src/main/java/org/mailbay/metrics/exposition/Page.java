package org.mailbay.metrics.exposition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Figures by name.
 *
 * <p>A name has one kind and one help text, a figure appears once: what contradicts that is left out and named in {@link #conflicts}.
 */
final class Page {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");

    private final Map<String, List<Sample>> families = new TreeMap<>();
    private final Set<Map.Entry<String, Map<String, String>>> seen = new HashSet<>();
    private final List<String> conflicts = new ArrayList<>();

    void add(Sample sample, String source) {
        String wrong = wrong(sample);
        if (!wrong.isEmpty()) {
            conflicts.add(source + ": " + sample.name() + " " + wrong);
            return;
        }
        families.computeIfAbsent(sample.name(), _ -> new ArrayList<>()).add(sample);
    }

    private String wrong(Sample sample) {
        if (!NAME.matcher(sample.name()).matches()) {
            return "is no name of a figure";
        }
        if ((sample.kind() == Sample.Kind.COUNTER) != sample.name().endsWith("_total")) {
            return "ends in _total and is no counter, or the other way round";
        }
        if (!sample.labels().keySet().stream()
                .allMatch(label -> LABEL.matcher(label).matches())) {
            return "has a label with a name that is none";
        }
        List<Sample> others = families.getOrDefault(sample.name(), List.of());
        if (!others.isEmpty() && others.getFirst().kind() != sample.kind()) {
            return "is of two kinds";
        }
        return seen.add(Map.entry(sample.name(), sample.labels())) ? "" : "appears twice";
    }

    /** Names in order; the samples of one are not empty. */
    Map<String, List<Sample>> families() {
        return families;
    }

    /** What was left out, with the source and the reason; the same at each asking while its cause is there. */
    List<String> conflicts() {
        return conflicts;
    }
}
