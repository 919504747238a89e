package org.mailbay.store.engine.history;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a restore did, or would do. */
public final class Report {
    private enum What {
        RESTORED,
        CHANGED,
        DESTROYED,
        LOST
    }

    private final Map<String, long[]> byType = new TreeMap<>();
    private final Set<String> unguided = new TreeSet<>();
    private long index;
    private long conflicts;
    private long transactions;

    private void count(String type, What what) {
        byType.computeIfAbsent(type, _ -> new long[What.values().length])[what.ordinal()]++;
    }

    /** An object is there again. */
    void restored(String type) {
        count(type, What.RESTORED);
    }

    /** An object is as it was. */
    void changed(String type) {
        count(type, What.CHANGED);
    }

    /** A younger object is no more. */
    void destroyed(String type) {
        count(type, What.DESTROYED);
    }

    /** An object cannot be restored: a blob of it is gone. */
    void lost(String type) {
        count(type, What.LOST);
    }

    /** The model of a type was not there to follow up. */
    void unguided(String type) {
        unguided.add(type);
    }

    /** An index row is as it was. */
    void index() {
        index++;
    }

    /** An index row was left as it is, for something younger needs it. */
    void conflict() {
        conflicts++;
    }

    /** Something was committed. */
    void transaction() {
        transactions++;
    }

    /** How many objects are other than before, or are to be. */
    public long objects() {
        return byType.values().stream()
                .mapToLong(counts -> counts[What.RESTORED.ordinal()]
                        + counts[What.CHANGED.ordinal()]
                        + counts[What.DESTROYED.ordinal()])
                .sum();
    }

    /** How many objects could not be restored. */
    public long lost() {
        return byType.values().stream()
                .mapToLong(counts -> counts[What.LOST.ordinal()])
                .sum();
    }

    /** How many transactions it took. */
    public long transactions() {
        return transactions;
    }

    /** For the administrator. */
    public Map<String, Object> body() {
        Map<String, Object> types = new LinkedHashMap<>();
        byType.forEach((type, counts) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("restored", counts[What.RESTORED.ordinal()]);
            line.put("changed", counts[What.CHANGED.ordinal()]);
            line.put("destroyed", counts[What.DESTROYED.ordinal()]);
            line.put("lost", counts[What.LOST.ordinal()]);
            types.put(type, line);
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("types", types);
        body.put("indexEntries", index);
        body.put("indexConflicts", conflicts);
        body.put("transactions", transactions);
        body.put("modelsAway", unguided.stream().toList());
        return body;
    }
}
