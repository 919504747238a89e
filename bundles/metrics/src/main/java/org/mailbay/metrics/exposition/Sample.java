package org.mailbay.metrics.exposition;

import java.util.Map;
import java.util.TreeMap;

/**
 * One figure.
 *
 * @param labels sorted by name
 */
record Sample(String name, Kind kind, String help, double value, Map<String, String> labels) {
    /** How a figure moves. */
    enum Kind {
        COUNTER,
        GAUGE
    }

    /** @param pairs names and values of labels in turn; an odd last one is left out */
    static Sample of(Kind kind, String name, String help, double value, String... pairs) {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return new Sample(name, kind, help, value, labels);
    }
}
